using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JobScheduler.Grains.Jobs;
using JobScheduler.Hosting.BuiltIn;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

public sealed class HttpRedirectTests
{
    [Theory]
    [InlineData(301, "POST", "GET")]
    [InlineData(302, "POST", "GET")]
    [InlineData(303, "POST", "GET")]
    [InlineData(303, "PUT", "GET")]
    [InlineData(303, "HEAD", "HEAD")]
    [InlineData(301, "PUT", "PUT")]
    [InlineData(302, "DELETE", "DELETE")]
    [InlineData(307, "POST", "POST")]
    [InlineData(308, "POST", "POST")]
    public void Next_Status_DecidesOverMethodAndBody(int status, string method, string expected)
    {
        var next = Next("http://a.test/x", status, "/y", method)!;
        Assert.Equal((expected, "http://a.test/y"), (next.Method.Method, next.Url.AbsoluteUri));
        Assert.Equal(method == expected, next.Body is not null);
        Assert.Equal(method == expected, next.Headers.Any(h => h.Name == "Content-Language"));
    }

    [Theory]
    [InlineData(200, "/y")]
    [InlineData(300, "/y")]
    [InlineData(304, "/y")]
    [InlineData(302, null)]
    public void Next_NoRedirect_IsNull(int status, string? location) => Assert.Null(Next("http://a.test/x", status, location));

    [Theory]
    [InlineData("https://a.test/x", "http://a.test/x")]
    [InlineData("http://a.test/x", "ftp://a.test/x")]
    [InlineData("http://a.test/x", "file:///etc/passwd")]
    [InlineData("http://a.test/x", "javascript:alert(1)")]
    [InlineData("http://a.test/x", "http://user:pass@b.test/")]
    [InlineData("http://a.test/x", "http://")]
    public void Next_UnsafeTarget_IsRefused(string from, string location) =>
        Assert.Equal("http_redirect_refused", Assert.Throws<HttpJobRefusedException>(() => Next(from, 307, location)).Code);

    [Theory]
    [InlineData("http://a.test/x", "/y", true)]
    [InlineData("http://a.test/x", "http://A.test:80/y", true)]
    [InlineData("http://a.test/x", "//b.test/y", false)]
    [InlineData("http://a.test/x", "http://a.test:81/y", false)]
    [InlineData("http://a.test/x", "https://a.test/y", false)]
    [InlineData("http://a.test/x", "http://x.a.test/y", false)]
    public void Next_AnotherOrigin_DropsWhatWasForTheFirst(string from, string location, bool same)
    {
        var next = Next(from, 302, location)!;
        string[] kept = same ? ["Authorization", "cookie", "Host", "X-Key", "X-Plain"] : ["X-Plain"];
        Assert.Equal(kept, next.Headers.Select(h => h.Name).Where(n => n != "Content-Language"));
    }

    [Fact]
    public void Next_SecretBody_StaysWithItsOrigin()
    {
        Assert.NotNull(Next("http://a.test/x", 307, "/y", "POST", secretBody: true));
        Assert.NotNull(Next("http://a.test/x", 303, "http://b.test/y", "POST", secretBody: true));
        Assert.Throws<HttpJobRefusedException>(() => Next("http://a.test/x", 307, "http://b.test/y", "POST", secretBody: true));
    }

    [Fact]
    public async Task Send_RedirectToARefusedHost_IsRefused()
    {
        await using var rig = await HttpJobRig.StartAsync(("HttpJobs:AllowedHosts:0", "127.0.0.1"));
        foreach (var target in new[] { "http://169.254.169.254/latest", $"http://127.0.0.2:{rig.Port}/", "http://[::1]/", "http://inside.test/" })
        {
            rig.Resolver.Set("inside.test", "10.0.0.1");
            rig.Answer = c => RedirectAsync(c, target);
            Assert.Equal((HandlerResultKind.Fail, "http_address_refused"), await rig.CodeAsync($"http://127.0.0.1:{rig.Port}/"));
        }

        Assert.Equal(4, rig.Seen.Count);
    }

    [Fact]
    public async Task Send_RedirectToAnotherHost_TakesNeitherCredentialsNorSecrets()
    {
        await using var rig = await HttpJobRig.StartAsync(("Secrets:KEY", "hunter2-hunter2"));
        rig.Resolver.Set("a.test", "127.0.0.1");
        rig.Resolver.Set("b.test", "127.0.0.1");
        rig.Answer = c => c.Request.Host.Host == "a.test" ? RedirectAsync(c, $"http://b.test:{rig.Port}/there") : Task.CompletedTask;
        await rig.SendAsync(
            $"http://a.test:{rig.Port}/", ""","headers":{"Authorization":"Bearer abc","Cookie":"s=1","X-Key":"${secret:KEY}","X-Plain":"p"}""");
        Assert.Equal(["a.test", "b.test"], rig.Seen.Select(r => r.Host));
        Assert.Equal("hunter2-hunter2", rig.Seen.First().Headers["X-Key"]);
        var second = rig.Seen.Last().Headers;
        Assert.Equal("p", second["X-Plain"]);
        Assert.Equal("07c1-01kb3z5m8q4t7x", second["Job-Id"]);
        Assert.Empty(second.Keys.Intersect(["Authorization", "Cookie", "X-Key"]));
        Assert.Equal(rig.Seen.First().Headers["traceparent"][..35], second["traceparent"][..35]);
    }

    [Theory]
    [InlineData(5, 5, null)]
    [InlineData(5, 6, "http_too_many_redirects")]
    [InlineData(2, 3, "http_too_many_redirects")]
    [InlineData(0, 1, "http_status_302")]
    public async Task Send_Redirects_AreLimited(int max, int redirects, string? code)
    {
        await using var rig = await HttpJobRig.StartAsync(("HttpJobs:MaxRedirects", max.ToString(CultureInfo.InvariantCulture)));
        rig.Answer = c => rig.Seen.Count <= redirects ? RedirectAsync(c, "/next") : HttpJobRig.WriteAsync(c, "end");
        var (kind, found) = await rig.CodeAsync($"http://127.0.0.1:{rig.Port}/");
        Assert.Equal((code is null ? HandlerResultKind.Completed : HandlerResultKind.Fail, code), (kind, found));
        Assert.Equal(Math.Min(max, redirects) + 1, rig.Seen.Count);
    }

    [Fact]
    public async Task Send_ExpectedRedirect_IsTheAnswer()
    {
        await using var rig = await HttpJobRig.StartAsync();
        rig.Answer = c => RedirectAsync(c, "/next");
        var result = await rig.SendAsync($"http://127.0.0.1:{rig.Port}/", ""","expected_status":[302]""");
        var json = JsonDocument.Parse(result.Result!.Utf8).RootElement;
        Assert.Equal((302, "/next"), (json.GetProperty("status").GetInt32(), json.GetProperty("headers").GetProperty("location").GetString()));
    }

    private static Task RedirectAsync(HttpContext context, string location)
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private static HttpHop? Next(string from, int status, string? location, string method = "GET", bool secretBody = false)
    {
        HttpHopHeader[] headers =
        [
            new("Authorization", "Bearer abc", false), new("cookie", "s=1", false), new("Host", "h", false), new("X-Key", "k", true),
            new("X-Plain", "p", false), new("Content-Language", "de", false),
        ];
        var hop = new HttpHop(new HttpMethod(method), new Uri(from), headers, new("b"u8.ToArray(), new MediaTypeHeaderValue("text/plain"), secretBody));
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        if (location is not null)
            response.Headers.TryAddWithoutValidation("Location", location);
        return HttpRedirects.Next(hop, response);
    }
}
