using Xunit;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>Behind a reverse proxy that ends TLS and serves the scheduler below a path of its own.</summary>
public sealed class ProxyTests(ProxyTests.Target target, GuardTarget direct) : IClassFixture<ProxyTests.Target>, IClassFixture<GuardTarget>
{
    private static readonly string[] Forwarded =
        ["X-Forwarded-Proto: https", "X-Forwarded-Host: tools.example.com", "X-Forwarded-Prefix: /jobs/"];

    [Fact]
    public async Task Submit_ByThePageBehindTheProxy_IsTakenAndLocatedBelowThePrefix()
    {
        var answer = await target.SubmitAsync(null, ["Origin: https://tools.example.com", "Sec-Fetch-Site: same-origin", .. Forwarded]);

        Assert.Equal(202, answer.Status);
        Assert.StartsWith("/jobs/v1/jobs/", answer.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problem_BehindTheProxy_NamesThePathAsTheCallerSentIt() =>
        Assert.Equal("/jobs/v1/jobs/unknown", (string?)(await target.GetAsync("/v1/jobs/unknown", null, Forwarded)).Json()["instance"]);

    [Theory]
    [InlineData("/")]
    [InlineData("/schedules/nightly")]
    public async Task Page_BehindTheProxy_FindsItsFilesBelowThePrefix(string path) =>
        Assert.Contains("<base href=\"/jobs/\">", (await target.GetAsync(path, null, ["Accept: text/html", .. Forwarded])).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: http://tools.example.com")]
    [InlineData("Origin: http://127.0.0.1")]
    public async Task Origin_ThatIsNotTheProxys_IsForbidden(string origin) =>
        Assert.Equal(403, (await target.SubmitAsync(null, [origin, .. Forwarded])).Status);

    [Fact]
    public async Task ForwardedHost_OfOthers_IsForbidden() =>
        Assert.Equal(403, (await target.SubmitAsync(null, "X-Forwarded-Host: evil.example")).Status);

    [Fact]
    public async Task ForwardedHost_SentByAReboundPage_DoesNotHideItsOwn() =>
        Assert.Equal(403, (await target.SubmitAsync("evil.example", "Origin: http://localhost", "X-Forwarded-Host: localhost")).Status);

    [Fact]
    public async Task ForwardedHost_OfSeveralProxies_IsTheNearest() =>
        Assert.Equal(202, (await target.SubmitAsync(null, "X-Forwarded-Host: evil.example, tools.example.com")).Status);

    [Theory]
    [InlineData("X-Forwarded-Proto", "ftp")]
    [InlineData("X-Forwarded-Host", "a/b")]
    [InlineData("X-Forwarded-Host", "a@tools.example.com")]
    [InlineData("X-Forwarded-Prefix", "jobs")]
    [InlineData("X-Forwarded-Prefix", "//evil.example")]
    [InlineData("X-Forwarded-Prefix", "/\"><script>")]
    public async Task Header_OfTheProxyUnreadable_IsRefusedByName(string header, string value)
    {
        var answer = await target.GetAsync("/v1/stats", null, $"{header}: {value}");

        Assert.Equal((400, "malformed-request"), (answer.Status, GuardTarget.TypeOf(answer)));
        Assert.NotNull(answer.Json()["errors"]![header]);
    }

    [Fact]
    public async Task Header_OfACallerThatIsNoTrustedProxy_IsIgnored()
    {
        var answer = await direct.SubmitAsync(null, ["Origin: https://tools.example.com", .. Forwarded]);
        var page = await direct.GetAsync("/", null, Forwarded);

        Assert.Equal(403, answer.Status);
        Assert.Contains("<base href=\"/\">", page.Body, StringComparison.Ordinal);
    }

    public sealed class Target : GuardTarget
    {
        protected override void Configure(JobSchedulerHttpOptions options)
        {
            options.AllowedHosts.Add("tools.example.com");
            options.TrustedProxies.Add("127.0.0.0/8");
        }
    }
}
