using JobScheduler.Cli;
using JobScheduler.Tests.Client;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>What scripts are told, and what people are told with it.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(400, "malformed-request", ExitCodes.Refused)]
    [InlineData(403, "read-only", ExitCodes.Refused)]
    [InlineData(404, "not-found", ExitCodes.NotFound)]
    [InlineData(413, "too-large", ExitCodes.Refused)]
    [InlineData(422, "validation-failed", ExitCodes.Refused)]
    [InlineData(429, "overloaded", ExitCodes.Unavailable)]
    [InlineData(500, "internal-error", ExitCodes.Failed)]
    [InlineData(503, "unavailable", ExitCodes.Unavailable)]
    [InlineData(503, "storage-full", ExitCodes.Unavailable)]
    [InlineData(503, "outcome-unknown", ExitCodes.Unknown)]
    public async Task RunAsync_Problem_HasItsCode(int status, string problem, int expected)
    {
        var run = new CliRun { Server = new StubScheduler().Problem(status, problem) };
        Assert.Equal(expected, await run.LineAsync("queues pause mail --retry-for 0s"));
        Assert.Equal("", run.Output);
        Assert.Contains($"({status})", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_StateConflict_SaysWhatTheServerSaid()
    {
        var run = new CliRun { Server = new StubScheduler().Problem(409, "state-conflict", """ "state": "completed" """) };
        Assert.Equal(ExitCodes.Conflict, await run.LineAsync("retry j1"));
        Assert.StartsWith("jobctl: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FieldErrors_AreListed()
    {
        var run = new CliRun
        {
            Server = new StubScheduler().Answers(
            422,
            """{"type":"urn:jobscheduler:problem:validation-failed","title":"The request has unacceptable values","status":422,"detail":"1 of 2 jobs was refused, nothing is stored.","trace_id":"4bf9","errors":{"jobs[1].delay_ms":["must be between 0 and 10","is odd"],"queue":["is a \u001b[31mname"]}}""",
            "application/problem+json")
        };
        Assert.Equal(ExitCodes.Refused, await run.LineAsync("submit echo"));
        Assert.Equal(
            """
            jobctl: The request has unacceptable values (422)
              1 of 2 jobs was refused, nothing is stored.
              jobs[1].delay_ms  must be between 0 and 10
              jobs[1].delay_ms  is odd
              queue             is a �[31mname
              trace_id 4bf9

            """.ReplaceLineEndings("\n"),
            run.Error);
    }

    [Fact]
    public async Task RunAsync_OutOfReach_SaysWhereItLooked()
    {
        var run = new CliRun { Server = new StubScheduler().Breaks(HttpRequestError.ConnectionError) };
        Assert.Equal(ExitCodes.Unavailable, await run.LineAsync("stats --retry-for 0s"));
        Assert.Contains("http://scheduler.test/ (JOBSCHEDULER_URL)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NotTheScheduler_SaysSo()
    {
        var run = new CliRun { Server = new StubScheduler().Answers(200, "<html>log in</html>", "text/html") };
        Assert.Equal(ExitCodes.Failed, await run.LineAsync("stats --url http://elsewhere.test"));
        Assert.Contains("http://elsewhere.test/ (--url)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_OutcomeUnknown_SaysWithWhichKeyToRepeat()
    {
        var run = new CliRun { Server = new StubScheduler().Breaks(HttpRequestError.ResponseEnded) };
        Assert.Equal(ExitCodes.Unknown, await run.LineAsync("submit echo --retry-for 0s"));
        Assert.Matches("Submit again with --key [0-9a-f]{32}", run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("get")]
    [InlineData("get a b")]
    [InlineData("list --state nonsense")]
    [InlineData("list --limit 0")]
    [InlineData("list --all --limit 3")]
    [InlineData("list --from yesterday")]
    [InlineData("submit")]
    [InlineData("submit echo {")]
    [InlineData("submit echo --in 10")]
    [InlineData("submit echo --retry sometimes")]
    [InlineData("submit -f f.json --queue x")]
    [InlineData("submit -f /nowhere/f.json")]
    [InlineData("cancel")]
    [InlineData("cancel j1 --type x")]
    [InlineData("cancel --all --type x")]
    [InlineData("dead-letters replay j1 --limit 5")]
    [InlineData("schedules apply")]
    [InlineData("schedules backfill n")]
    [InlineData("stats --url ftp://x")]
    [InlineData("stats --output xml")]
    [InlineData("completion tcsh")]
    public async Task RunAsync_NotUnderstood_IsTwoAndNothingIsSent(string line)
    {
        var stub = new StubScheduler();
        var run = new CliRun { Server = stub };
        Assert.Equal(ExitCodes.Usage, await run.LineAsync(line));
        Assert.StartsWith("jobctl: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task RunAsync_Misspelled_SaysWhatIsMeant()
    {
        var run = new CliRun();
        await run.LineAsync("dead-leters list");
        Assert.Contains("Is 'dead-letters' meant?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Help_IsDataAndGood()
    {
        var run = new CliRun();
        Assert.Equal(0, await run.LineAsync("schedules apply --help"));
        Assert.Contains("--dry-run", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileItWaits_Is130()
    {
        using var stop = new CancellationTokenSource();
        var stub = new StubScheduler().Answers(async cancellationToken =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The call went on.");
        });
        var run = new CliRun { Server = stub };
        Assert.Equal(ExitCodes.Interrupted, await run.RunAsync(stop.Token, "stats"));
        Assert.Equal(("", ""), (run.Output, run.Error));
    }
}
