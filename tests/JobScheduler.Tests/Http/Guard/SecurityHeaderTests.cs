using Xunit;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>What browsers are told not to do with answers.</summary>
public sealed class SecurityHeaderTests(GuardTarget target) : IClassFixture<GuardTarget>
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/jobs/17", 200)]
    [InlineData("/v1/jobs", 200)]
    [InlineData("/v1/jobs/unknown", 404)]
    [InlineData("/v1/nothing", 404)]
    [InlineData("/v1/jobs?limit=0", 422)]
    [InlineData("/healthz", 200)]
    [InlineData("/metrics", 200)]
    public async Task Answer_Any_IsNotSniffedFramedOrTold(string path, int status)
    {
        var answer = await target.GetAsync(path, null, "Accept: text/html");

        Assert.Equal(status, answer.Status);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        Assert.Equal("same-origin", answer.Header("Referrer-Policy"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Resource-Policy"));
        Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Any_LoadsNothingFromElsewhere() =>
        Assert.Equal(Policy, (await target.GetAsync("/")).Header("Content-Security-Policy"));

    [Fact]
    public async Task Data_Any_LoadsNothingAtAll() =>
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", (await target.GetAsync("/v1/jobs")).Header("Content-Security-Policy"));

    [Fact]
    public async Task Failure_Unexpected_KeepsTheHeaders()
    {
        var failing = new GuardTarget();
        await failing.InitializeAsync();
        try
        {
            failing.Scheduler.Refuse = new InvalidOperationException("bug");
            var answer = await failing.GetAsync("/v1/stats");
            Assert.Equal((500, "nosniff", "DENY"), (answer.Status, answer.Header("X-Content-Type-Options"), answer.Header("X-Frame-Options")));
        }
        finally
        {
            await failing.DisposeAsync();
        }
    }
}
