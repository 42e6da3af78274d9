using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Handlers;
using Microsoft.Extensions.Logging;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>One Warning per failed attempt, one Error per dead letter, whoever decided it.</summary>
public sealed class GrainLogTests
{
    private static readonly JobSpec Soon = Spec with { Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(20)) };
    private static readonly JobError Bad = new("bad", "a bad day");

    [Fact]
    public async Task Retry_AttemptThatThrew_IsOneWarningWithTheException()
    {
        await using var world = await StartAsync();
        var thrown = new FormatException("a bad day");
        var id = await world.SubmitAsync(Soon);
        (await world.Handlers.NextAsync("1")).End(new HandlerResult(HandlerResultKind.Retry) { Error = Bad, Exception = thrown });
        (await world.Handlers.NextAsync("2")).Complete();
        await world.UntilAsync(id, JobState.Completed);
        var line = Assert.Single(await world.JobLinesAsync());
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Same(thrown, line.Exception);
        Assert.StartsWith($"Attempt 1 of job {id} (echo) failed: bad: a bad day", line.Message, StringComparison.Ordinal);
        AssertWhose(line, id, 1);
    }

    [Fact]
    public async Task Retry_AttemptsUsedUp_IsAWarningEachAndOneError()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Soon with { MaxAttempts = 2 });
        for (var attempt = 1; attempt <= 2; attempt++)
            (await world.Handlers.NextAsync($"{attempt}")).End(new HandlerResult(HandlerResultKind.Retry) { Error = Bad });
        await world.UntilAsync(id, JobState.Failed);
        var lines = await world.JobLinesAsync();
        Assert.Equal([LogLevel.Warning, LogLevel.Warning, LogLevel.Error], lines.Select(line => line.Level));
        Assert.Contains("is a dead letter after 2 of 2 attempts: bad: a bad day", lines[2].Message, StringComparison.Ordinal);
        AssertWhose(lines[1], id, 2);
        AssertWhose(lines[2], id, 2);
    }

    [Theory]
    [InlineData("fails", "bad")]
    [InlineData("stops", "timed_out")]
    [InlineData("throws when stopped", "timed_out")]
    [InlineData("is abandoned", "timed_out")]
    public async Task LastAttempt_HoweverItEnds_IsOneWarningAndOneError(string how, string code)
    {
        await using var world = await StartAsync(settings => settings with { AbandonAfter = TimeSpan.FromMilliseconds(how == "is abandoned" ? 30 : 30_000) });
        var thrown = how is "fails" or "throws when stopped" ? new FormatException("a bad day") : null;
        var id = await world.SubmitAsync(Spec with { TimeoutMs = how == "fails" ? null : 30, MaxAttempts = 1 });
        var call = await world.Handlers.NextAsync("1");
        if (how == "fails")
            call.End(new HandlerResult(HandlerResultKind.Fail) { Error = Bad, Exception = thrown });
        else if (how == "stops")
            call.EndWhenStopped();
        else if (how == "throws when stopped")
            call.Stop.Register(() => call.End(new HandlerResult(HandlerResultKind.Retry) { Error = Bad, Exception = thrown }));
        await world.UntilAsync(id, JobState.Failed);
        call.End(new HandlerResult(HandlerResultKind.Retry) { Error = Bad, Exception = new FormatException("too late") });
        await Within(world.Node.WhenIdleAsync(), "idle");
        if (how == "is abandoned")
            Assert.Equal("too late", (await world.Logs.WhenAsync("late_exception")).Exception?.Message);
        var lines = (await world.JobLinesAsync()).Where(line => line.Event != "late_exception").ToArray();
        Assert.Equal([LogLevel.Warning, LogLevel.Error], lines.Select(line => line.Level));
        Assert.Equal([code, code], lines.Select(line => line.Properties["ErrorCode"]));
        Assert.Equal([thrown, null], lines.Select(line => line.Exception));
        Assert.All(lines, line => AssertWhose(line, id, 1));
    }

    [Fact]
    public async Task LastAttempt_Lost_IsLoggedByTheOwnerThatFoundIt()
    {
        await using var first = await StartAsync();
        var id = await first.SubmitAsync(Spec with { MaxAttempts = 1 });
        var call = await first.Handlers.NextAsync("1");
        await using var second = await StartAsync(memory: first.Memory);
        await second.Partition().WakeAsync();
        await second.UntilAsync(id, JobState.Failed);
        var lines = await second.JobLinesAsync();
        Assert.Equal([LogLevel.Warning, LogLevel.Error], lines.Select(line => line.Level));
        Assert.All(lines, line => Assert.Equal("lost", line.Properties["ErrorCode"]));
        Assert.All(lines, line => AssertWhose(line, id, 1));
        call.End(new HandlerResult(HandlerResultKind.Fail) { Error = Bad });
        await Within(first.Node.WhenIdleAsync(), "the stale report is refused");
        Assert.Empty(await first.JobLinesAsync());
    }

    [Fact]
    public async Task OtherEnds_CancelledSnoozedAndReleased_LogNothing()
    {
        await using var world = await StartAsync();
        var cancelled = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("cancelled");
        await world.ChangeAsync(cancelled, JobCommandKind.Cancel);
        await call.StoppedAsync("the token fires");
        call.End(new HandlerResult(HandlerResultKind.Retry) { Error = Bad, Exception = new FormatException("a bad day") });
        await world.UntilAsync(cancelled, JobState.Cancelled);
        var snoozed = await world.SubmitAsync(Spec);
        (await world.Handlers.NextAsync("snoozed")).End(new HandlerResult(HandlerResultKind.Snooze) { Until = DateTimeOffset.UnixEpoch });
        (await world.Handlers.NextAsync("after the snooze")).Complete();
        await world.UntilAsync(snoozed, JobState.Completed);
        var released = await world.SubmitAsync(Spec);
        (await world.Handlers.NextAsync("released")).EndWhenStopped();
        world.Node.Attempts.BeginDrain();
        world.Node.Attempts.StopAll();
        await world.UntilAsync(released, JobState.Queued);
        Assert.Empty(await world.JobLinesAsync());
    }

    [Theory]
    [InlineData("unknown, applied")]
    [InlineData("unknown, not applied")]
    [InlineData("rejected")]
    public async Task Commit_OfTheOutcomeFailsAtFirst_IsStillOneLineEach(string what)
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("1");
        await world.UntilAsync(id, JobState.Running);
        var fault = what switch
        {
            "unknown, applied" => StoreFault.UnknownApplied,
            "unknown, not applied" => StoreFault.UnknownNotApplied,
            _ => StoreFault.Reject(RejectReason.DiskFull),
        };
        var spoiled = 0;
        world.Faults = each => each.Operation == StoreOperation.Commit && Interlocked.Increment(ref spoiled) == 1 ? fault : StoreFault.None;
        call.End(new HandlerResult(HandlerResultKind.Fail) { Error = Bad });
        await world.UntilAsync(id, JobState.Failed);
        Assert.Equal([LogLevel.Warning, LogLevel.Error], (await world.JobLinesAsync()).Select(line => line.Level));
        Assert.True(spoiled > 0);
    }

    [Fact]
    public async Task LoggingProvider_Throws_CostsNeitherTheOutcomeNorTheOtherLine()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        (await world.Handlers.NextAsync("1")).End(new HandlerResult(HandlerResultKind.Fail) { Error = Bad, Exception = new Unprintable() });
        await world.UntilAsync(id, JobState.Failed);
        Assert.Equal(LogLevel.Error, Assert.Single(await world.JobLinesAsync()).Level);
        Assert.DoesNotContain(world.Logs.Lines, line => line.Event == "partition_failed");
    }

    private static void AssertWhose(CapturedLine line, string jobId, int attempt)
    {
        Assert.Equal((jobId, "echo", attempt), (line.Properties["JobId"], line.Properties["JobType"], line.Properties["Attempt"]));
        Assert.True(line.Properties["FencingToken"] is > 0L);
        Assert.Equal((0, Spec.TraceId), (line.Properties["Partition"], line.Properties["TraceId"]));
    }

    private sealed class Unprintable : Exception
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
