using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>Attempts from the claim to the accepted report.</summary>
public sealed class GrainAttemptTests
{
    private static readonly JobSpec Soon = Spec with { Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(20)) };

    [Fact]
    public async Task Submit_Now_RunsWithItsContextAndKeepsTheResult()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec with { Payload = RawJson.Parse("{\"n\":1}"), Tags = ["t"], ConcurrencyKey = "k" });
        var call = await world.Handlers.NextAsync("first attempt");
        Assert.Equal((id, 1, "{\"n\":1}"), (call.Context.JobId, call.Context.Attempt, call.Payload!.ToString()));
        Assert.Equal(JobState.Running, (await world.UntilAsync(id, JobState.Running)).State);
        call.Complete("42");
        var job = await world.UntilAsync(id, JobState.Completed);
        Assert.Equal(("42", AttemptOutcome.Completed, call.Context.FencingToken), (job.Result!.ToString(), job.Attempts[0].Outcome, job.Attempts[0].FencingToken));
    }

    [Fact]
    public async Task Submit_LargePayload_ReachesTheHandlerAfterARestart()
    {
        var payload = RawJson.FromTrusted([(byte)'"', .. Enumerable.Repeat((byte)'x', 50_000), (byte)'"']);
        await using var first = await StartAsync();
        first.Node.Attempts.BeginDrain();
        var id = await first.SubmitAsync(Spec with { Payload = payload });
        await first.DisposeAsync();
        await using var second = await StartAsync(memory: first.Memory);
        await second.Partition().WakeAsync();
        var call = await second.Handlers.NextAsync("attempt of the second process");
        Assert.Equal((id, payload), (call.Context.JobId, call.Payload));
        call.Complete();
        await second.UntilAsync(id, JobState.Completed);
    }

    [Fact]
    public async Task Submit_WithDelays_NoneIsEnteredEarly()
    {
        await using var world = await StartAsync(settings => settings with { Slots = 64 });
        world.Handlers.Answer = _ => new HandlerResult(HandlerResultKind.Completed);
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => world.SubmitAsync(Spec with { DelayMs = 5 + (i * 3) })));
        for (var i = 0; i < 60; i++)
        {
            var call = await world.Handlers.NextAsync($"attempt {i}");
            Assert.True(call.EnteredAt >= call.Context.RunAt, $"{(call.Context.RunAt - call.EnteredAt).TotalMilliseconds} ms early");
        }

        foreach (var id in ids)
            await world.UntilAsync(id, JobState.Completed);
        Assert.Equal(60, world.Node.Stats.Lateness().Count);
    }

    [Fact]
    public async Task Claim_OneSlot_NoneIsPassedByMoreThanWasClaimedAhead()
    {
        await using var world = await StartAsync(settings => settings with { Slots = 1 });
        await world.SubmitAsync(Spec);
        var first = await world.Handlers.NextAsync("the first");
        await world.SetQueueAsync("q", true);
        for (var i = 0; i < 40; i++)
            await world.SubmitAsync(Spec with { Queue = "q", Priority = i * 7 % 40 });
        await world.SetQueueAsync("q", false);
        first.Complete();
        PriorityOrder.AssertPassedByAtMost(4, await PriorityOrder.EnterAllAsync(world, 40));
        await Within(world.Node.WhenIdleAsync(), "idle");
    }

    [Fact]
    public async Task Handler_RetriesSnoozesAndCompletes_EachIsAnAttemptInItsTime()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Soon);
        (await world.Handlers.NextAsync("1")).End(new HandlerResult(HandlerResultKind.Retry) { Error = new("c", "m") });
        (await world.Handlers.NextAsync("2")).End(new HandlerResult(HandlerResultKind.Retry) { After = TimeSpan.FromMilliseconds(1) });
        var until = TimeProvider.System.GetUtcNow() + TimeSpan.FromTicks(1_500_001);
        (await world.Handlers.NextAsync("3")).End(new HandlerResult(HandlerResultKind.Snooze) { Until = until });
        var last = await world.Handlers.NextAsync("4");
        Assert.True(last.EnteredAt >= until, "the snooze ended early");
        last.Complete();
        var job = await world.UntilAsync(id, JobState.Completed);
        Assert.Equal([AttemptOutcome.Retry, AttemptOutcome.Retry, AttemptOutcome.Snoozed, AttemptOutcome.Completed], job.Attempts.Select(each => each.Outcome!.Value));
        Assert.Equal((4, 2), (job.Attempt, job.AttemptsUsed));
        Assert.Equal(job.Attempts.Select(each => each.FencingToken).Order().Distinct(), job.Attempts.Select(each => each.FencingToken));
    }

    [Fact]
    public async Task Handler_Fails_IsADeadLetterThatCanBeReplayed()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Soon);
        (await world.Handlers.NextAsync("1")).End(new HandlerResult(HandlerResultKind.Fail) { Error = new("bad", "m") });
        var failed = await world.UntilAsync(id, JobState.Failed);
        Assert.Equal(("bad", 1), (failed.Error!.Code, failed.AttemptsUsed));
        Assert.Equal(PartitionStatus.Done, (await world.ChangeAsync(id, JobCommandKind.Replay)).Status);
        (await world.Handlers.NextAsync("2")).Complete();
        Assert.Equal((2, 0), ((await world.UntilAsync(id, JobState.Completed)).Attempt, (await world.ShownAsync(id)).AttemptsUsed));
    }

    [Fact]
    public async Task Timeout_HandlerHeedsItsToken_IsTimedOutAndTriedAgain()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Soon with { TimeoutMs = 30 });
        (await world.Handlers.NextAsync("1")).EndWhenStopped();
        (await world.Handlers.NextAsync("2")).Complete();
        var job = await world.UntilAsync(id, JobState.Completed);
        Assert.Equal([AttemptOutcome.TimedOut, AttemptOutcome.Completed], job.Attempts.Select(each => each.Outcome!.Value));
    }

    [Fact]
    public async Task Timeout_HandlerIgnoresItsToken_IsAbandonedAndKeepsItsSlotUntilItReturns()
    {
        await using var world = await StartAsync(settings => settings with { Slots = 1, AbandonAfter = TimeSpan.FromMilliseconds(50) });
        var id = await world.SubmitAsync(Spec with { TimeoutMs = 30, MaxAttempts = 1, ConcurrencyKey = "k" });
        var stuck = await world.Handlers.NextAsync("the stuck one");
        Assert.Equal("timed_out", (await world.UntilAsync(id, JobState.Failed)).Error!.Code);
        var next = await world.SubmitAsync(Spec with { ConcurrencyKey = "k" });
        await world.UntilAsync(next, job => job.WaitingReason == WaitingReason.NoSlot, "the next one of the key waits for the slot only");
        Assert.Equal((1, false), (world.Node.Slots.Running, world.Handlers.HasNext));
        stuck.Complete("\"too late\"");
        (await world.Handlers.NextAsync("the next one")).Complete();
        await world.UntilAsync(next, JobState.Completed);
        Assert.Equal((StoredState.Failed, null), ((await world.RowAsync(id)).State, (await world.RowAsync(id)).Result));
    }

    [Fact]
    public async Task Cancel_Running_FiresTheTokenAndTheHandlerDecides()
    {
        await using var world = await StartAsync();
        var stops = await world.SubmitAsync(Spec);
        (await world.Handlers.NextAsync("1")).EndWhenStopped();
        Assert.Equal(PartitionStatus.Done, (await world.ChangeAsync(stops, JobCommandKind.Cancel)).Status);
        Assert.Equal(AttemptOutcome.Cancelled, (await world.UntilAsync(stops, JobState.Cancelled)).Attempts[0].Outcome);
        var completes = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("2");
        await world.ChangeAsync(completes, JobCommandKind.Cancel);
        await call.StoppedAsync("the token fires");
        Assert.NotNull((await world.ShownAsync(completes)).CancelRequestedAt);
        call.Complete();
        await world.UntilAsync(completes, JobState.Completed);
        Assert.Equal(PartitionStatus.StateConflict, (await world.ChangeAsync(completes, JobCommandKind.Cancel)).Status);
    }

    [Fact]
    public async Task Cancel_PendingAndClaimedButNotBegun_NeverRuns()
    {
        await using var world = await StartAsync(settings => settings with { Slots = 1 });
        await world.SubmitAsync(Spec);
        var first = await world.Handlers.NextAsync("the first");
        // What was started during the last two commits may be claimed ahead.
        var ahead = await world.SubmitAsync(Spec);
        var pending = await world.SubmitAsync(Spec with { DelayMs = 3_600_000 });
        foreach (var id in new[] { ahead, pending })
        {
            Assert.Equal(PartitionStatus.Done, (await world.ChangeAsync(id, JobCommandKind.Cancel)).Status);
            Assert.Empty((await world.UntilAsync(id, JobState.Cancelled)).Attempts);
        }

        first.Complete();
        await world.UntilAsync(first.Context.JobId, JobState.Completed);
        Assert.Equal(1, world.Handlers.Entered);
        await Within(world.Node.WhenIdleAsync(), "idle");
    }

    [Fact]
    public async Task Progress_ManyReports_AreStoredAtMostOnceASecondAndWithTheOutcome()
    {
        await using var world = await StartAsync();
        var stored = 0;
        world.Faults = call =>
        {
            if (call.Batch?.Mutations.Any(mutation => mutation is UpdateJob { Job: { State: StoredState.Claimed, ProgressPercent: not null } }) == true)
                Interlocked.Increment(ref stored);
            return StoreFault.None;
        };
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("1");
        call.Context.ReportProgress(1, "first");
        await world.UntilAsync(id, job => job.ProgressPercent is not null, "the first report is stored at once");
        for (var percent = 2; percent <= 60; percent++)
            call.Context.ReportProgress(percent, percent == 30 ? "half" : null);
        var shown = await world.UntilAsync(id, job => job.ProgressPercent is 60, "the merged report is stored");
        Assert.Equal(("half", 2), (shown.Message, Volatile.Read(ref stored)));
        call.Context.ReportProgress(99, "last");
        call.End(new HandlerResult(HandlerResultKind.Fail) { Error = new("c", "m") });
        var job = await world.UntilAsync(id, JobState.Failed);
        Assert.Equal((99.0, "last"), (job.ProgressPercent!.Value, job.Message));
    }

    [Fact]
    public async Task Report_WithAStaleToken_IsRefused()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("1");
        var stale = new AttemptReport { JobId = id, Token = call.Context.FencingToken - 1, Kind = ReportKind.Completed };
        Assert.Equal(ReportAnswer.Stale, await world.Partition().ReportAsync(stale));
        Assert.Equal(ReportAnswer.Stale, await world.Partition().ProgressAsync(id, stale.Token, 50, null));
        call.Complete();
        Assert.Null((await world.UntilAsync(id, JobState.Completed)).Result);
    }

    [Fact]
    public async Task Start_NewerTokenForTheSameJob_StopsTheOlderAttempt()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Soon);
        var older = await world.Handlers.NextAsync("the older attempt");
        await new PartitionOwnerByHand(world).LoseAsync(id, older.Context.FencingToken);
        await world.Partition().WakeAsync();
        Assert.Equal(PartitionStatus.Unavailable, (await world.TrySubmitAsync(Spec)).Status);
        await world.Partition().WakeAsync();
        var newer = await world.Handlers.NextAsync("the newer attempt");
        Assert.True(newer.Context.FencingToken > older.Context.FencingToken);
        await older.StoppedAsync("the older attempt's token fires");
        older.Complete("\"older\"");
        newer.Complete("\"newer\"");
        Assert.Equal("\"newer\"", (await world.UntilAsync(id, JobState.Completed)).Result!.ToString());
    }
}
