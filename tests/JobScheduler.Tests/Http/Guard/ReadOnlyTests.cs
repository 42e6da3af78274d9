using System.Text;
using JobScheduler.Http;
using Xunit;

namespace JobScheduler.Tests.Http.Guard;

/// <summary>The API of an instance that only shows.</summary>
public sealed class ReadOnlyTests(ReadOnlyTests.Target target) : IClassFixture<ReadOnlyTests.Target>
{
    public static TheoryData<string> Changing => [.. ApiRoutes.All.Where(route => route.Changes).Select(route => route.OperationId)];

    // All but the stream of all jobs' changes, which has no end.
    public static TheoryData<string> Reading => [.. ApiRoutes.All.Where(route => !route.Changes && route.Path != "/v1/events").Select(route => route.OperationId)];

    [Theory]
    [MemberData(nameof(Changing))]
    public async Task Change_Any_IsRefused(string operation)
    {
        var route = ApiRoutes.All.Single(route => route.OperationId == operation);
        var body = route.HasDryRun ? BodyOf(route, "false") : "{}";

        var answer = await SendAsync(route, body);

        Assert.Equal((403, "read-only"), (answer.Status, GuardTarget.TypeOf(answer)));
        Assert.Contains("JobScheduler:Http:ReadOnly", (string)answer.Json()["detail"]!, StringComparison.Ordinal);
        Assert.Empty(target.Scheduler.Submitted);
        Assert.Empty(target.Scheduler.Bulks);
    }

    [Theory]
    [MemberData(nameof(Reading))]
    public async Task Read_Any_IsAnswered(string operation)
    {
        var route = ApiRoutes.All.Single(route => route.OperationId == operation);

        var answer = await SendAsync(route, """{"cron":"30 2 * * *"}""");

        Assert.NotEqual(403, answer.Status);
    }

    [Fact]
    public async Task Server_OfAnInstanceThatOnlyShows_SaysSo()
    {
        var answer = await RawHttp.SendAsync(target.Address, "GET", "/v1/server");

        Assert.True((bool)answer.Json()["read_only"]!);
    }

    [Fact]
    public async Task DryRun_OfABulkCall_IsAnswered()
    {
        await using var other = new Target();
        await other.InitializeAsync();

        var answer = await RawHttp.SendAsync(
            other.Address, "POST", "/v1/dead-letters:replay", """{"filter":{},"dry_run":true}"""u8.ToArray(), "application/json");

        Assert.Equal(202, answer.Status);
        Assert.True(Assert.Single(other.Scheduler.Bulks).Request.DryRun);
    }

    [Theory]
    [InlineData("""{"filter":{}}""", 403)]
    [InlineData("""{"filter":{},"dry_run":null}""", 403)]
    [InlineData("""{"filter":{},"dry_run":1}""", 400)]
    [InlineData("{}", 403)]
    public async Task DryRun_ThatIsNone_IsRefusedOnceItIsReadable(string body, int status) =>
        Assert.Equal(status, (await RawHttp.SendAsync(target.Address, "POST", "/v1/dead-letters:discard", Encoding.UTF8.GetBytes(body), "application/json")).Status);

    /// <summary>A route whose body has the member must say so, else its dry runs are refused too.</summary>
    [Fact]
    public void DryRun_InTheDocument_IsKnownOfItsRoute()
    {
        var schemas = OpenApi.OpenApiDocumentTests.Document()["components"]!["schemas"]!.AsObject();
        var documented = OpenApi.Operations.All().Where(operation => operation.Value.Body is { } body && schemas[body]!["properties"]!.AsObject().ContainsKey("dry_run"));

        Assert.Equal(
            documented.Select(operation => operation.Key).Order(StringComparer.Ordinal),
            ApiRoutes.All.Where(route => route.HasDryRun).Select(route => route.OperationId).Order(StringComparer.Ordinal));
    }

    private Task<RawAnswer> SendAsync(ApiRoute route, string body)
    {
        var path = route.Path.Replace("{job_id}", "x", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal);
        return route.TakesBody
            ? RawHttp.SendAsync(target.Address, route.Method, path, Encoding.UTF8.GetBytes(body), "application/json")
            : RawHttp.SendAsync(target.Address, route.Method, path);
    }

    private static string BodyOf(ApiRoute route, string dryRun) => route.Path.StartsWith("/v1/schedules", StringComparison.Ordinal)
        ? $$"""{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","dry_run":{{dryRun}}}"""
        : $$"""{"filter":{},"dry_run":{{dryRun}}}""";

    public sealed class Target : GuardTarget, IAsyncDisposable
    {
        protected override void Configure(JobSchedulerHttpOptions options) => options.ReadOnly = true;

        protected override Task SeedAsync() => Task.CompletedTask; // nothing can be submitted

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
