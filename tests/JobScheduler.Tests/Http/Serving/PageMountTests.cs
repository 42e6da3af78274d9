using JobScheduler.Tests.Http.Guard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http.Serving;

/// <summary>The page where an application with ways of its own mounts the scheduler, and where it is turned off.</summary>
public sealed class PageMountTests(PageMountTests.BelowTarget below, PageMountTests.RootTarget root, PageMountTests.OffTarget off)
    : IClassFixture<PageMountTests.BelowTarget>, IClassFixture<PageMountTests.RootTarget>, IClassFixture<PageMountTests.OffTarget>
{
    private const string Html = "Accept: text/html";

    [Theory]
    [InlineData("/base/tools/jobs")]
    [InlineData("/base/tools/jobs/")]
    [InlineData("/base/tools/jobs/queues/default")]
    [InlineData("/base/tools/jobs/schedules/a%20b")]
    public async Task Page_BelowAPathBaseAndPrefixes_FindsItsFiles(string path)
    {
        var answer = await below.GetAsync(path, null, Html);

        Assert.Equal(200, answer.Status);
        Assert.Contains("<base href=\"/base/tools/jobs/\">", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asset_BelowAPrefix_IsServedThere()
    {
        Assert.Equal(200, (await below.GetAsync("/base/tools/jobs/assets/index-1a2b3c.js")).Status);
        Assert.Equal(404, (await below.GetAsync("/assets/index-1a2b3c.js")).Status);
    }

    [Theory]
    [InlineData("evil.example", "Accept: text/html")]
    [InlineData(null, "Origin: https://evil.example")]
    [InlineData(null, "Sec-Fetch-Site: same-site")]
    public async Task Guard_BelowAPrefix_StandsThereTooAndNowhereElse(string? host, string header)
    {
        Assert.Equal(403, (await below.GetAsync("/base/tools/jobs", host, header)).Status);
        Assert.Equal(403, (await below.GetAsync("/base/tools/jobs/v1/jobs", host, header)).Status);
        Assert.Equal("mine", (await below.GetAsync("/mine", host, header)).Body);
    }

    [Theory]
    [InlineData("/", "the application's own")]
    [InlineData("/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("/jobs", "")]
    public async Task Page_AtTheRootOfAnApplication_ComesAfterItsOwn(string path, string body) =>
        Assert.Equal(body, (await root.GetAsync(path, null, Html)).Body);

    [Theory]
    [InlineData("/")]
    [InlineData("/jobs")]
    [InlineData("/assets/index-1a2b3c.js")]
    public async Task Page_TurnedOff_IsNotThere(string path)
    {
        var answer = await off.GetAsync(path, null, Html);

        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Header("Content-Type")));
    }

    [Fact]
    public async Task Api_WithThePageTurnedOff_StaysThereGuarded()
    {
        Assert.Equal(200, (await off.GetAsync("/v1/stats")).Status);
        Assert.Equal(403, (await off.GetAsync("/v1/stats", "evil.example")).Status);
    }

    [Fact]
    public async Task Fallback_WithTheApiBelowAPrefix_IsNoPage()
    {
        await using var both = new BothTarget();
        await both.InitializeAsync();

        Assert.Equal(404, (await both.GetAsync("/queues", null, Html)).Status);
        Assert.Equal(200, (await both.GetAsync("/jobs/queues", null, Html)).Status);
    }

    public sealed class BelowTarget : GuardTarget
    {
        protected override string Prefix => "/base/tools/jobs";

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.AddSingleton(PageTests.Target.Files());
        }

        protected override void Map(WebApplication app)
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapGet("/mine", () => "mine");
            app.MapGroup("/tools").MapJobScheduler("jobs");
        }
    }

    public sealed class RootTarget : GuardTarget
    {
        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.AddSingleton(PageTests.Target.Files());
        }

        protected override void Map(WebApplication app)
        {
            app.MapGet("/", () => "the application's own");
            app.MapJobScheduler();
        }
    }

    public sealed class OffTarget : GuardTarget
    {
        protected override void Configure(JobSchedulerHttpOptions options) => options.Page = false;
    }

    private sealed class BothTarget : GuardTarget, IAsyncDisposable
    {
        protected override string Prefix => "/jobs";

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
