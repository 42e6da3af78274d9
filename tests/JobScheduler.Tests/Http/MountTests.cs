using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Mounted below a prefix of an application that has its own ways.</summary>
public sealed class MountTests(MountTests.Target target) : IClassFixture<MountTests.Target>
{
    [Fact]
    public async Task Submit_BelowPrefixAndPathBase_LocationLeadsToTheJob()
    {
        var answer = await RawHttp.SendAsync(
            target.Address, "POST", "/base/jobs/v1/jobs", """{"job_type":"echo"}"""u8.ToArray(), "application/json");

        var location = answer.Header("Location")!;
        Assert.StartsWith("/base/jobs/v1/jobs/", location, StringComparison.Ordinal);
        Assert.Equal(200, (await RawHttp.SendAsync(target.Address, "GET", location)).Status);
    }

    [Fact]
    public async Task Batch_BelowPrefix_ProblemNamesThePathAsSent()
    {
        var answer = await RawHttp.SendAsync(target.Address, "POST", "/base/jobs/v1/jobs:batch", "{}"u8.ToArray(), "application/json");

        Assert.Equal("/base/jobs/v1/jobs:batch", (string?)answer.Json()["instance"]);
    }

    [Theory]
    [InlineData("GET", "/jobs/v1/nothing", 404)]
    [InlineData("GET", "/jobs/nothing", 404)]
    [InlineData("GET", "/jobs", 200)]
    [InlineData("PUT", "/jobs/v1/jobs", 405)]
    [InlineData("GET", "/jobs/healthz", 200)]
    [InlineData("GET", "/jobs/readyz", 200)]
    [InlineData("GET", "/jobs/metrics", 200)]
    [InlineData("GET", "/jobs/openapi/v1.json", 200)]
    public async Task Path_BelowPrefix_IsOurs(string method, string path, int status)
    {
        var answer = await RawHttp.SendAsync(target.Address, method, path);

        Assert.Equal(status, answer.Status);
        if (status >= 400)
            Assert.Equal("application/problem+json", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("/v1/jobs")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    public async Task Path_OutsideThePrefix_IsNotOurs(string path)
    {
        var answer = await RawHttp.SendAsync(target.Address, "GET", path);

        Assert.Equal((404, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Host_OwnEndpoints_StayAsTheyAre()
    {
        Assert.Equal("""{"jobType":"camelCase","isMine":true}""", await target.Client.GetStringAsync("/mine"));
        Assert.Equal("mine", await target.Client.GetStringAsync("/jobs/mine"));
    }

    [Fact]
    public async Task Host_OwnExceptionHandlerAndProblemDetails_AreNotUsedByUs()
    {
        var ours = await RawHttp.SendAsync(target.Address, "GET", "/jobs/v1/jobs/unknown");
        var theirs = await RawHttp.SendAsync(target.Address, "GET", "/broken");

        Assert.Null(ours.Json()["host"]);
        Assert.Equal("handled by the host", theirs.Body);
    }

    [Fact]
    public async Task Map_WithConventions_AppliesThemToEveryEndpoint()
    {
        await using var app = Build(new FakeSchedulerClient());
        app.MapJobScheduler("/x").WithMetadata(new Mark());

        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<Mark>()));
    }

    [Fact]
    public async Task Map_WithoutScheduler_SaysWhatIsMissing()
    {
        await using var app = Build(null);

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapJobScheduler());

        Assert.Contains("AddJobScheduler", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_OutOfRange_AreRefusedByName()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["JobScheduler:Http:MaxEventStreams"] = "-1";
        builder.Services.AddJobScheduler().AddHttp(options => options.MaxDiscardBytes = 5)
            .BindConfiguration(builder.Configuration.GetSection("JobScheduler"));
        await using var app = builder.Build();

        var exception = Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IOptions<JobSchedulerHttpOptions>>().Value);

        Assert.Contains("JobScheduler:Http:MaxEventStreams", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_Smaller_AreUsed()
    {
        await using var small = new SmallTarget();
        await small.InitializeAsync();

        using var payload = await small.Client.PostAsJsonAsync("v1/jobs", new { job_type = "echo", payload = new string('p', 101) });
        using var body = await small.Client.PostAsJsonAsync("v1/jobs", new { job_type = new string('p', 2000) });
        using var batch = await small.Client.PostAsJsonAsync("v1/jobs:batch", new { jobs = new[] { new { job_type = new string('p', 2000) } } });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, payload.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, body.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, batch.StatusCode);
    }

    private static WebApplication Build(FakeSchedulerClient? scheduler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (scheduler is not null)
            builder.Services.AddSingleton<IJobSchedulerClient>(scheduler);
        return builder.Build();
    }

    public sealed class Target : FakeHttpTarget
    {
        protected override string Prefix => "/jobs";

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.AddProblemDetails(options =>
                options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["host"] = true);
        }

        protected override void Map(WebApplication app)
        {
            app.UsePathBase("/base");
            app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("handled by the host")));
            app.UseRouting();
            app.MapGet("/mine", () => new { JobType = "camelCase", IsMine = true });
            app.MapGet("/jobs/mine", () => "mine");
            app.MapGet("/broken", string () => throw new InvalidOperationException("broken"));
            app.MapJobScheduler(Prefix);
        }
    }

    private sealed class SmallTarget : FakeHttpTarget, IAsyncDisposable
    {
        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.Configure<JobSchedulerOptions>(options => (options.MaxPayloadBytes, options.MaxBodyBytes) = (100, 1024));
        }
    }

    private sealed class Mark;

    private sealed record Builder(IServiceCollection Services) : IJobSchedulerBuilder;
}
