using Xunit;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>Requests that pages send, over real sockets.</summary>
public sealed class OriginTests(GuardTarget target) : IClassFixture<GuardTarget>
{
    private const string Html = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    private string Own => $"Origin: {target.Address.GetLeftPart(UriPartial.Authority)}";

    [Fact]
    public async Task Submit_ByNoBrowserAtAll_IsTaken() => Assert.Equal(202, (await target.SubmitAsync()).Status);

    [Fact]
    public async Task Submit_ByOurOwnPage_IsTaken()
    {
        Assert.Equal(202, (await target.SubmitAsync(null, Own, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty")).Status);
        // Over plain HTTP to another machine, browsers say nothing of the site.
        Assert.Equal(202, (await target.SubmitAsync(null, Own)).Status);
    }

    [Theory]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin: nonsense")]
    [InlineData("Origin: {scheme}s://{host}")]
    [InlineData("Origin: {scheme}://{host}:1")]
    [InlineData("Origin: {scheme}://{host}.evil.example")]
    [InlineData("Origin: {scheme}://{host}@evil.example")]
    [InlineData("Origin: {scheme}://{authority}/")]
    [InlineData("Origin: {scheme}://localhost:{port}")]
    [InlineData("Origin: {scheme}://{authority}", "Origin: https://evil.example")]
    [InlineData("Origin: {scheme}://{authority}", "Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    [InlineData("Sec-Fetch-Site: of-tomorrow")]
    [InlineData("Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-User: ?1")]
    public async Task Request_OfAPageElsewhere_IsForbiddenAndDoesNothing(params string[] headers)
    {
        var sent = headers.Select(header => header.Replace("{scheme}", target.Address.Scheme, StringComparison.Ordinal)
            .Replace("{host}", target.Address.Host, StringComparison.Ordinal).Replace("{authority}", target.Address.Authority, StringComparison.Ordinal)
            .Replace("{port}", target.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).ToArray();
        var before = target.Submitted;

        var submit = await target.SubmitAsync(null, sent);
        var cancel = await RawHttp.SendAsync(target.Address, "POST", $"/v1/jobs/{target.WaitingJob}:cancel", headers: sent);
        var read = await target.GetAsync("/v1/jobs", null, sent);

        Assert.All([submit, cancel, read], answer => Assert.Equal((403, "forbidden-origin"), (answer.Status, GuardTarget.TypeOf(answer))));
        Assert.Equal(before, target.Submitted);
        Assert.Contains("\"scheduled\"", (await target.GetAsync("/v1/jobs/" + target.WaitingJob)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AsAFormOrWithoutAType_IsUnsupported()
    {
        foreach (var type in (string?[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", null])
        {
            var answer = await RawHttp.SendAsync(target.Address, "POST", "/v1/jobs", """{"job_type":"echo"}"""u8.ToArray(), type);
            Assert.Equal(415, answer.Status);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/jobs/17?state=failed")]
    public async Task Page_ByALinkElsewhere_Opens(string path)
    {
        var answer = await target.GetAsync(path, null, Html, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document");

        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
    }

    [Theory]
    [InlineData("/", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")]
    [InlineData("/", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image")]
    [InlineData("/", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty")]
    [InlineData("/v1/jobs", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    [InlineData("/metrics", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    public async Task Anything_ElseByAPageElsewhere_IsForbidden(string path, string mode, string destination)
    {
        var answer = await target.GetAsync(path, null, Html, "Sec-Fetch-Site: cross-site", mode, destination);

        Assert.Equal((403, "forbidden-origin"), (answer.Status, GuardTarget.TypeOf(answer)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/jobs")]
    public async Task Address_Typed_IsAnswered(string path)
    {
        var answer = await target.GetAsync(path, null, Html, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document");

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Preflight_OfAPageElsewhere_IsForbiddenAndGrantsNothing()
    {
        var answer = await RawHttp.SendAsync(
            target.Address, "OPTIONS", "/v1/jobs", headers: ["Origin: https://evil.example", "Access-Control-Request-Method: POST"]);

        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}
