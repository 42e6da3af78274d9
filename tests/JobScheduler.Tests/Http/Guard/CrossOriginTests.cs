using JobScheduler.Http.Guard;
using Xunit;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>Origins whose pages are allowed to call.</summary>
public sealed class CrossOriginTests(CrossOriginTests.Target target) : IClassFixture<CrossOriginTests.Target>
{
    private const string Ops = "Origin: https://ops.example.com";
    private const string CrossSite = "Sec-Fetch-Site: cross-site";

    [Fact]
    public async Task Submit_ByAPageOfAnAllowedOrigin_IsTakenAndShownToIt()
    {
        var answer = await target.SubmitAsync(null, Ops, CrossSite);

        Assert.Equal(202, answer.Status);
        Assert.Equal("https://ops.example.com", answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("Location", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Equal("Origin", answer.Header("Vary"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Problem_ToAPageOfAnAllowedOrigin_IsShownToIt()
    {
        var answer = await target.GetAsync("/v1/jobs/unknown", null, Ops, CrossSite);

        Assert.Equal((404, "https://ops.example.com"), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Preflight_OfAnAllowedOrigin_IsAnswered()
    {
        var answer = await RawHttp.SendAsync(
            target.Address, "OPTIONS", "/v1/jobs", headers: [Ops, CrossSite, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"]);

        Assert.Equal((204, "https://ops.example.com"), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        Assert.Contains("POST", answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("Content-Type", answer.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin: http://ops.example.com")]
    [InlineData("Origin: https://ops.example.com:8443")]
    [InlineData("Origin: https://x.ops.example.com")]
    [InlineData("Origin: null")]
    public async Task Origin_ThatIsNotListed_StaysForbidden(string origin)
    {
        var answer = await target.SubmitAsync(null, origin, CrossSite);

        Assert.Equal((403, (string?)null), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Host_OfOthers_StaysForbiddenToAnAllowedOrigin() =>
        Assert.Equal(403, (await target.SubmitAsync("evil.example", Ops)).Status);

    [Theory]
    [InlineData("https://ops.example.com", true)]
    [InlineData("http://10.0.0.1:8080", true)]
    [InlineData("https://ops.example.com/", false)]
    [InlineData("https://ops.example.com/x", false)]
    [InlineData("ops.example.com", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    public void Entry_Configured_MustBeAnOrigin(string entry, bool isOne) => Assert.Equal(isOne, WebOrigin.Parse(entry) is not null);

    public sealed class Target : GuardTarget
    {
        protected override void Configure(JobSchedulerHttpOptions options) => options.AllowedOrigins.Add("https://ops.example.com");
    }
}
