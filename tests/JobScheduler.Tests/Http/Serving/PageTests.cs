using System.IO.Compression;
using System.Text;
using JobScheduler.Http.Serving;
using JobScheduler.Tests.Http.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http.Serving;

/// <summary>The page at the root of a process that is a scheduler and nothing else.</summary>
public sealed class PageTests(PageTests.Target target) : IClassFixture<PageTests.Target>
{
    private const string Script = "/assets/index-1a2b3c.js";
    private const string Html = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/", null)]
    [InlineData("/", "Accept: */*")]
    [InlineData("/?theme=dark", Html)]
    [InlineData("/jobs", Html)]
    [InlineData("/jobs/07c1-01kb3z5m8q4t7x?state=failed", Html)]
    [InlineData("/schedules/a.b~c/edit/", Html)]
    [InlineData("/v1x", Html)]
    [InlineData("//evil.example/jobs", Html)]
    public async Task Address_OfThePage_IsThePage(string path, string? accept)
    {
        var answer = await target.GetAsync(path, null, accept is null ? [] : [accept]);

        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal("<!doctype html><html><head><base href=\"/\"><script type=\"module\" src=\"./assets/index-1a2b3c.js\"></script></head></html>", answer.Body);
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("GET", "/jobs", null)]
    [InlineData("GET", "/jobs", "Accept: application/json")]
    [InlineData("GET", "/jobs", "Accept: text/html;q=0")]
    [InlineData("GET", "/v1", Html)]
    [InlineData("GET", "/v1/nothing", Html)]
    [InlineData("GET", "/v1/jobs/unknown", Html)]
    [InlineData("GET", "/healthz/more", Html)]
    [InlineData("GET", "/openapi/v2.json", Html)]
    [InlineData("GET", "/assets/index-0.js", Html)]
    [InlineData("GET", "/assets/", Html)]
    [InlineData("GET", "/index.html", "Accept: */*")]
    [InlineData("GET", "/favicon.ico", "Accept: image/*")]
    [InlineData("POST", "/", Html)]
    [InlineData("DELETE", "/jobs", Html)]
    public async Task Path_OfNobody_IsAProblem(string method, string path, string? accept)
    {
        var answer = await RawHttp.SendAsync(target.Address, method, path, headers: accept is null ? [] : [accept]);

        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Header("Content-Type")));
    }

    [Fact]
    public async Task Asset_WithoutWishes_IsSentAsItIsAndKeptForever()
    {
        var answer = await target.GetAsync(Script);

        Assert.Equal((200, Target.ScriptText), (answer.Status, answer.Body));
        Assert.Equal("text/javascript; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal("public, max-age=31536000, immutable", answer.Header("Cache-Control"));
        Assert.Equal("Accept-Encoding", answer.Header("Vary"));
        Assert.Null(answer.Header("Content-Encoding"));
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("BR", "br")]
    public async Task Asset_CompressedIfWished_UnpacksToItself(string accepted, string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target.Address, Script));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var answer = await target.Client.SendAsync(request);
        var packed = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal(encoding, Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True(packed.Length < Target.ScriptText.Length / 2, $"{packed.Length} bytes");
        using Stream unpacked = encoding == "br"
            ? new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress) : new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        Assert.Equal(Target.ScriptText, await new StreamReader(unpacked).ReadToEndAsync());
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("br;q=0")]
    [InlineData("*")]
    [InlineData("nonsense;;")]
    public async Task Asset_NoCompressionWished_HasNone(string accepted) =>
        Assert.Null((await target.GetAsync(Script, null, "Accept-Encoding: " + accepted)).Header("Content-Encoding"));

    [Fact]
    public async Task Asset_ThatIsNoText_IsNeverPacked()
    {
        var answer = await target.GetAsync("/assets/inter-9f8e7d.woff2", null, "Accept-Encoding: br, gzip");

        Assert.Equal((200, "font/woff2"), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal(((string?)null, (string?)null), (answer.Header("Content-Encoding"), answer.Header("Vary")));
    }

    [Fact]
    public async Task File_WhoseNameHasNoHash_IsAskedForAgain() =>
        Assert.Equal((200, "image/svg+xml", "no-cache"), await target.GetAsync("/icon.svg") is var answer
            ? (answer.Status, answer.Header("Content-Type"), answer.Header("Cache-Control")) : default);

    [Theory]
    [InlineData("/", null)]
    [InlineData(Script, null)]
    [InlineData(Script, "Accept-Encoding: br")]
    [InlineData("/icon.svg", null)]
    public async Task Content_ThatTheClientHas_IsNotSentAgain(string path, string? accept)
    {
        string[] wishes = accept is null ? [] : [accept];
        var first = await target.GetAsync(path, null, wishes);
        var tag = first.Header("ETag")!;

        var same = await target.GetAsync(path, null, [.. wishes, $"If-None-Match: \"other\", W/{tag}"]);
        var other = await target.GetAsync(path, null, [.. wishes, "If-None-Match: \"other\""]);

        Assert.Equal((304, "", tag, first.Header("Cache-Control")), (same.Status, same.Body, same.Header("ETag"), same.Header("Cache-Control")));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task Copies_OfOneFile_HaveTagsOfTheirOwn()
    {
        var plain = await target.GetAsync(Script);
        var gzip = await target.GetAsync(Script, null, "Accept-Encoding: gzip");

        Assert.NotEqual(plain.Header("ETag"), gzip.Header("ETag"));
    }

    [Fact]
    public async Task Head_OfThePage_HasItsLengthAndNoBody()
    {
        var answer = await RawHttp.SendAsync(target.Address, "HEAD", "/");

        Assert.Equal((200, ""), (answer.Status, answer.Body));
        Assert.NotEqual("0", answer.Header("Content-Length"));
    }

    [Fact]
    public void Files_WithoutAnIndexThatCanBePlaced_AreNoPage()
    {
        Assert.Throws<InvalidOperationException>(() => new PageFiles([new("assets/a.js", [])]));
        Assert.Throws<InvalidOperationException>(() => new PageFiles([new("index.html", "<head></head>"u8.ToArray())]));
    }

    [Fact]
    public void Files_CheckedIn_AreAPage()
    {
        var page = PageFiles.Embedded;

        Assert.Contains("<base href=\"/x/\">", Encoding.UTF8.GetString(page.IndexBelow("/x/")), StringComparison.Ordinal);
        Assert.DoesNotContain("http://", Encoding.UTF8.GetString(page.IndexBelow("/")), StringComparison.Ordinal);
        Assert.All(page.Paths, path => Assert.DoesNotContain('\\', path));
    }

    public sealed class Target : GuardTarget
    {
        internal static readonly string ScriptText = string.Concat(Enumerable.Repeat("export const answer = 42; ", 200));

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.AddSingleton(Files());
        }

        internal static PageFiles Files() => new(
        [
            new("index.html", "<!doctype html><html><head><base href=\"./\"><script type=\"module\" src=\"./assets/index-1a2b3c.js\"></script></head></html>"u8.ToArray()),
            new("assets/index-1a2b3c.js", Encoding.UTF8.GetBytes(ScriptText)),
            new("assets/inter-9f8e7d.woff2", new byte[4096]),
            new("icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray()),
        ]);
    }
}
