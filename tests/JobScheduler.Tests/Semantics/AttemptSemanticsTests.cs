using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>Retries, time-outs, progress, results, dead letters: what handlers do to their jobs.</summary>
public sealed class AttemptSemanticsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(15);

    public static TheoryData<string, RetryPolicy, int> Policies => new()
    {
        { "fixed", RetryPolicy.Fixed(Soon), 3 },
        { "exponential", RetryPolicy.Exponential(Soon, 2, TimeSpan.FromMilliseconds(40), 0.2), 3 },
        { "explicit", RetryPolicy.Explicit(Soon, TimeSpan.Zero), 3 },
        { "none", RetryPolicy.None, 1 },
    };

    [Fact]
    public async Task Watch_StateAndProgressAreNewTogether_ShowsBoth()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("works", async (JobContext job) =>
        {
            job.ReportProgress(20, "asking");
            await go.Task;
        }));
        var id = await host.SubmitAsync(new JobSubmission { JobType = "works" });
        await host.UntilAsync(id, job => job.ProgressPercent == 20, "the progress is stored");

        // To a new watcher all of it is new.
        var seen = new List<(JobEventKind, JobState, double?)>();
        await foreach (var change in host.Client.WatchAsync(id, new CancellationTokenSource(Patience, TimeProvider.System).Token))
        {
            seen.Add((change.Kind, change.Job.State, change.Job.ProgressPercent));
            if (seen.Count == 2)
                go.SetResult();
        }

        Assert.Equal(
            [(JobEventKind.State, JobState.Running, 20), (JobEventKind.Progress, JobState.Running, 20), (JobEventKind.State, JobState.Completed, 100)], seen);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Retry_OfEachKind_TriesAgainUntilItFails(string kind, RetryPolicy policy, int attempts)
    {
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("fails", string () => throw new InvalidOperationException($"no {kind}")));
        var id = await host.SubmitAsync(new JobSubmission { JobType = "fails", Retry = policy, MaxAttempts = kind == "explicit" ? null : attempts });
        var job = await host.WaitAsync(id);
        Assert.Equal((JobState.Failed, attempts, attempts), (job.State, job.Attempt, job.AttemptsUsed));
        Assert.Equal("System.InvalidOperationException", job.Error!.Code);
        Assert.All(job.Attempts.SkipLast(1), attempt => Assert.Equal(AttemptOutcome.Retry, attempt.Outcome));
        Assert.Equal(AttemptOutcome.Failed, job.Attempts[^1].Outcome);
        Assert.NotNull(job.Fingerprint);
        if (kind is "fixed" or "exponential")
            Assert.All(job.Attempts.Zip(job.Attempts.Skip(1)), pair => Assert.True(pair.Second.StartedAt - pair.First.EndedAt >= TimeSpan.FromMilliseconds(12)));
    }

    [Fact]
    public async Task Handler_ExceptionNotToRetry_FailsAtOnce()
    {
        await using var host = await StartAsync(scheduler => scheduler.AddHandler(
            "fails", string () => throw new ArgumentNullException("p"), options => options.DoNotRetry<ArgumentException>()));
        var job = await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "fails" }));
        Assert.Equal((JobState.Failed, 1, "System.ArgumentNullException"), (job.State, job.Attempt, job.Error!.Code));
    }

    [Fact]
    public async Task Handler_OutcomesInTurn_EachDoesWhatItSays()
    {
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("turns", JobOutcome<int> (JobContext context) => context.Attempt switch
        {
            1 => JobOutcome.Retry(Soon, "not yet"),
            2 => JobOutcome.Snooze(TimeProvider.System.GetUtcNow() + Soon),
            _ => 42,
        }));
        var job = await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "turns" }));
        Assert.Equal(("42", 3, 1), (job.Result!.ToString(), job.Attempt, job.AttemptsUsed));
        Assert.Equal([AttemptOutcome.Retry, AttemptOutcome.Snoozed, AttemptOutcome.Completed], job.Attempts.Select(attempt => attempt.Outcome!.Value));
        Assert.Null(job.Error);
    }

    [Fact]
    public async Task Timeout_OfAnAttempt_FiresItsTokenAndCounts()
    {
        await using var host = await StartAsync();
        var job = await host.WaitAsync(await host.SubmitAsync(
            JobSubmission.Create("sleep", new { duration_ms = 60_000 }) with { Timeout = TimeSpan.FromMilliseconds(40), MaxAttempts = 1 }));
        Assert.Equal((JobState.Failed, "timed_out", AttemptOutcome.TimedOut), (job.State, job.Error!.Code, job.Attempts[0].Outcome));
    }

    [Fact]
    public async Task Progress_WithAMessage_IsSeenWhileItRunsAndKept()
    {
        var gate = new Gate();
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("steps", async (JobContext context, CancellationToken stop) =>
        {
            context.ReportProgress(40, "page 2 of 5");
            await gate.PassAsync("half", stop);
            return JobOutcome.Fail("broken", "It broke.");
        }));
        var id = await host.SubmitAsync(new JobSubmission { JobType = "steps" });
        var half = await host.UntilAsync(id, job => job.ProgressPercent is 40, "progress is seen");
        Assert.Equal((JobState.Running, "page 2 of 5"), (half.State, half.Message));
        Assert.Equal(40, (await host.Client.GetStatusAsync(id))!.ProgressPercent);
        gate.Open("half");
        var job = await host.WaitAsync(id);
        Assert.Equal((40.0, "page 2 of 5", "broken"), (job.ProgressPercent!.Value, job.Message, job.Error!.Code));
    }

    [Fact]
    public async Task Result_OverTheLimit_FailsWithAClearError()
    {
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("big", () => new string('x', 2_000)), options => options.MaxResultBytes = 1_000);
        var job = await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "big" }));
        Assert.Equal((JobState.Failed, "result_too_large", 1), (job.State, job.Error!.Code, job.Attempt));
        Assert.Null(job.Result);
    }

    [Fact]
    public async Task DeadLetters_ReplayAndDiscardByFilterAndIds_ChangeWhatMatches()
    {
        var heal = false;
        await using var host = await StartAsync(scheduler => scheduler.AddHandler(
            "fails", JobOutcome () => Volatile.Read(ref heal) ? JobOutcome.Completed : JobOutcome.Fail("broken", "It broke.")));
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await host.SubmitAsync(new JobSubmission { JobType = "fails" }));
        var failed = await Task.WhenAll(ids.Select(host.WaitAsync));
        ids = [.. failed.OrderBy(job => job.SubmittedAt).ThenBy(job => job.JobId, StringComparer.Ordinal).Select(job => job.JobId)]; // as bulk work goes
        var filter = new JobFilter { JobTypes = ["fails"], ErrorCodes = ["broken"] };
        var dry = await host.Client.BulkAsync(BulkAction.Replay, new BulkRequest { Filter = filter, DryRun = true });
        Assert.Equal((5L, 0, false), (dry.Matched, dry.Changed, dry.More));
        Volatile.Write(ref heal, true);
        var canary = await host.Client.BulkAsync(BulkAction.Replay, new BulkRequest { Filter = filter, Limit = 2 });
        Assert.Equal((2, true), (canary.Changed, canary.More));
        foreach (var id in ids.Take(2))
            Assert.Equal((JobState.Completed, 2), Of(await host.WaitAsync(id)));
        var discarded = await host.Client.BulkAsync(BulkAction.Discard, new BulkRequest { Ids = [ids[4], ids[0], "nothing"], Reason = "old" });
        Assert.Equal((1, 2), (discarded.Changed, discarded.Skipped));
        Assert.Equal(("old", "broken"), ((await host.Client.GetAsync(ids[4]))!.Message, (await host.Client.GetAsync(ids[4]))!.Error!.Code));
        Assert.Equal(2, (await host.Client.ListAsync(new JobQuery { Order = JobOrder.NewestFailure })).Items.Count);
        Assert.Equal(JobState.Completed, (await host.WaitAsync((await host.Client.RetryAsync(ids[2])).JobId)).State);

        static (JobState, int) Of(JobSnapshot job) => (job.State, job.Attempt);
    }

    [Fact]
    public async Task Stats_AfterWork_CountStatesAndLateness()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 3; i++)
            await host.WaitAsync(await host.SubmitAsync(new JobSubmission { JobType = "echo", Queue = "q" }));
        await host.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromHours(1) });
        var stats = await host.Client.GetStatsAsync();
        Assert.Equal((1, 3), (stats.ByState.Scheduled, stats.ByState.Completed));
        Assert.Equal(3, stats.ByQueue["q"].Completed);
        Assert.Equal(3, stats.LatenessMs.Count);
        Assert.Equal(["default", "q"], (await host.Client.ListQueuesAsync()).Items.Select(queue => queue.Name));
    }
}
