using JobScheduler.Cli;
using JobScheduler.Tests.Client;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>Work on many jobs: counted, confirmed, in steps, and never without end.</summary>
public sealed class BulkTests
{
    [Fact]
    public async Task Bulk_NobodyToAsk_DoesNothingAndSaysWhatItWouldDo()
    {
        var stub = new StubScheduler().Answers(202, Result(1240, 0, dryRun: true));
        var run = new CliRun { Server = stub };
        Assert.Equal(ExitCodes.Failed, await run.LineAsync("dead-letters replay --type http"));
        Assert.Contains("1240 jobs would be changed", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"dry_run\":true", Assert.Single(stub.Requests).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y\n", 2)]
    [InlineData("n\n", 1)]
    [InlineData("\n", 1)]
    public async Task Bulk_OnATerminal_AsksFirst(string typed, int requests)
    {
        var stub = new StubScheduler().Answers(202, Result(3, 0, dryRun: true)).Answers(202, Result(3, 3));
        var run = new CliRun { IsTerminal = true, Input = typed, Server = stub };
        await run.LineAsync("cancel --queue mail");
        Assert.Contains("Cancel 3 jobs? [y/N] ", run.Error, StringComparison.Ordinal);
        Assert.Equal(requests, stub.Requests.Count);
    }

    [Fact]
    public async Task Bulk_MoreThanAStep_GoesOnUntilAllAreDone()
    {
        var stub = new StubScheduler()
            .Answers(202, Result(1100, 0, dryRun: true)).Answers(202, Result(1100, 500, more: true)).Answers(202, Result(600, 499, skipped: 1, more: true)).Answers(202, Result(100, 100));
        var run = new CliRun { Server = stub };
        Assert.Equal(0, await run.LineAsync("retry --all --yes -o json"));
        Assert.Equal(["/v1/jobs:retry"], stub.Requests.Select(r => r.PathAndQuery).Distinct());
        Assert.Equal(Result(1100, 1099, skipped: 1), string.Concat(run.Output.Where(c => !char.IsWhiteSpace(c))));
        Assert.Contains("\"limit\":100,", stub.Requests[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bulk_JobsThatFailAgainAtOnce_AreNotRetriedForEver()
    {
        var stub = new StubScheduler().Answers(202, Result(2, 0, dryRun: true)).Answers(202, Result(2, 2, more: true));
        var run = new CliRun { Server = stub };
        Assert.Equal(0, await run.LineAsync("retry --all --yes"));
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task Bulk_Limit_IsACanary()
    {
        var stub = new StubScheduler().Answers(202, Result(1240, 0, dryRun: true)).Answers(202, Result(1240, 5, more: true));
        var run = new CliRun { Server = stub };
        Assert.Equal(0, await run.LineAsync("dead-letters replay --fingerprint 9f2c61d0 --limit 5 --yes"));
        Assert.Contains("\"limit\":5,", stub.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Contains("\"fingerprint\":[\"9f2c61d0\"]", stub.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Equal("MATCHED  CHANGED  SKIPPED  MORE\n1240     5        0        yes\n", run.Output);
    }

    [Fact]
    public async Task Bulk_BreaksHalfWay_SaysWhatStays()
    {
        var stub = new StubScheduler().Answers(202, Result(900, 0, dryRun: true)).Answers(202, Result(900, 500, more: true)).Problem(503, "unavailable");
        var run = new CliRun { Server = stub };
        Assert.Equal(ExitCodes.Unavailable, await run.LineAsync("run --all --yes --retry-for 0s"));
        Assert.Contains("500 jobs were changed before this, and stay so.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_IdsOnStandardInput_AreEachDoneAndEachRefusalIsSaid()
    {
        var stub = new StubScheduler().Answers(202, Shapes.Job).Problem(404, "not-found").Answers(202, Shapes.Job);
        var run = new CliRun { Server = stub, Input = "a b\nc\n" };
        Assert.Equal(ExitCodes.NotFound, await run.LineAsync("cancel -"));
        Assert.Equal(["/v1/jobs/a:cancel", "/v1/jobs/b:cancel", "/v1/jobs/c:cancel"], stub.Requests.Select(r => r.PathAndQuery));
        Assert.Contains("b: There is no job b.", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static string Result(int matched, int changed, int skipped = 0, bool more = false, bool dryRun = false) =>
        $$"""{"matched":{{matched}},"matched_is_exact":true,"changed":{{changed}},"skipped":{{skipped}},"more":{{(more ? "true" : "false")}},"dry_run":{{(dryRun ? "true" : "false")}}}""";
}
