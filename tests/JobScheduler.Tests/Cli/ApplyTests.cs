using JobScheduler.Cli;
using JobScheduler.Cli.Apply;
using JobScheduler.Tests.Client;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>What a file changes.</summary>
public sealed class ApplyTests
{
    private static readonly ScheduleSpec Stored = new()
    {
        Cron = "@daily",
        TimeZone = "UTC",
        CatchUpWindowMs = 604_800_000,
        CatchUpLimit = 1000,
        DefinitionHash = "",
        Misfire = MisfirePolicy.FireOnce,
        Job = new()
        {
            JobType = "echo",
            Payload = RawJson.Parse("""{"b":1,"a":[1,{"x":true}]}"""),
            Queue = "default",
            MaxAttempts = 5,
            Retry = RetryPolicy.Default,
            TraceParent = "",
            RequestHash = "",
        },
    };

    private static readonly ScheduleSubmission Same = new()
    {
        Id = "n",
        Cron = "@daily",
        Job = new() { JobType = "echo", Payload = RawJson.Parse("""{ "a": [1, {"x": true}], "b": 1 }""") },
    };

    [Fact]
    public void Between_TheSameInOtherWords_IsNothing() => Assert.Empty(Changes(Same));

    [Fact]
    public void Between_ChangedFields_AreNamedWithBothValues() => Assert.Equal(
        [
            new("cron", "\"@daily\"", "\"@hourly\""),
            new("overlap", "\"skip\"", "\"allow\""),
            new("exclude", null, "[\"2026-12-24\"]"),
            new("job.payload.a[0]", "1", "2"),
            new("job.payload.c", null, "\"new\""),
            new("job.tags", null, "[\"x\"]"),
            new("job.payload.a[1].x", "true", null),
            new("job.payload.b", "1", null),
        ],
        Changes(Same with
        {
            Cron = "@hourly",
            Overlap = OverlapPolicy.Allow,
            Exclude = ["2026-12-24"],
            Job = Same.Job with { Payload = RawJson.Parse("""{"a":[2],"c":"new"}"""), Tags = ["x", "x"] },
        }));

    [Fact]
    public void Between_FieldLeftToTheTypesDefault_GoesBackToIt()
    {
        var stored = Stored with { Job = Stored.Job with { MaxAttempts = 10, TimeoutMs = 1000 } };
        Assert.Equal(
            [new("job.max_attempts", "10", "default"), new("job.timeout_ms", "1000", "default")],
            Difference.Between(Definition.Of(stored), Definition.Of(Same, stored)));
    }

    [Fact]
    public void Between_PolicyThatImpliesAttempts_ImpliesThemHereToo()
    {
        var wanted = Same with { Job = Same.Job with { Retry = RetryPolicy.None } };
        var stored = Stored with { Job = Stored.Job with { Retry = RetryPolicy.None, MaxAttempts = 1 } };
        Assert.Empty(Difference.Between(Definition.Of(stored), Definition.Of(wanted, stored)));
    }

    [Fact]
    public async Task Apply_OneOfManyIsRefused_NothingIsWritten()
    {
        var stub = new StubScheduler().Problem(412, "precondition-failed").Problem(422, "validation-failed");
        var run = new CliRun { Server = stub, Input = "id: a\ncron: '@daily'\njob: {job_type: echo}\n---\nid: b\ncron: '61 * * * *'\njob: {job_type: echo}\n" };
        Assert.Equal(ExitCodes.Refused, await run.LineAsync("schedules apply -f -"));
        Assert.StartsWith("standard input, document 2:\njobctl: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["PUT /v1/schedules/a", "PUT /v1/schedules/b"], stub.Requests.Select(r => $"{r.Method} {r.PathAndQuery}"));
        Assert.All(stub.Requests, r => Assert.Equal("\"9223372036854775807\"", r.Header("If-Match")));
    }

    [Fact]
    public async Task Apply_TwiceTheSameId_IsRefusedUnsent()
    {
        var stub = new StubScheduler();
        var run = new CliRun { Server = stub, Input = "id: a\ncron: '@daily'\njob: {job_type: echo}\n---\nid: a\ncron: '@daily'\njob: {job_type: echo}\n" };
        Assert.Equal(ExitCodes.Usage, await run.LineAsync("schedules apply -f -"));
        Assert.Contains("declared twice: in standard input, document 1 and in standard input, document 2", run.Error, StringComparison.Ordinal);
        Assert.Empty(stub.Requests);
    }

    private static IReadOnlyList<Difference> Changes(ScheduleSubmission wanted) => Difference.Between(Definition.Of(Stored), Definition.Of(wanted, Stored));
}
