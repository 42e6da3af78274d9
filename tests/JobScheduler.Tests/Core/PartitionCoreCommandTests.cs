using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>What callers want: idempotency, moving, run now, cancel, replay, discard.</summary>
public sealed class PartitionCoreCommandTests
{
    private const long T0 = CoreDriver.T0;
    private static readonly JobSpec Once = Spec with { IdempotencyKey = "order-17" };
    private readonly CoreDriver _driver = new();

    [Fact]
    public void Submit_SameKeyManyTimesInOneBatch_IsOneJob()
    {
        var replies = _driver.Run(0, Enumerable.Repeat(Submit(Once), 100));
        Assert.Equal(PartitionStatus.Done, replies[0].Status);
        Assert.All(replies.Skip(1), reply => Assert.Equal(PartitionStatus.Existing, reply.Status));
        Assert.Single(replies.Select(reply => reply.Job!.Record.JobId).Distinct());
    }

    [Theory]
    [InlineData(true, WaitingReason.NoSlot)]
    [InlineData(false, WaitingReason.Loading)]
    public void Submit_DueAndNotClaimed_WaitsForASlotOnlyIfNoneIsFree(bool allSlotsTaken, WaitingReason reason)
    {
        var id = _driver.Submit(Spec);
        Assert.Equal((JobState.Queued, (WaitingReason?)reason), (_driver.Shown(id, allSlotsTaken).State, _driver.Shown(id, allSlotsTaken).WaitingReason));
    }

    [Fact]
    public void Submit_SameKeyAfterARestartAndTheJobEnded_IsTheExistingJob()
    {
        var id = _driver.Submit(Once);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed);
        _driver.Restart();
        var again = _driver.Do(Submit(Once));
        Assert.Equal((PartitionStatus.Existing, id, StoredState.Completed), (again.Status, again.Job!.Record.JobId, again.Job.Record.State));
    }

    [Fact]
    public void Submit_SameKeyOtherRequest_IsAConflictThatNamesTheJob()
    {
        var id = _driver.Submit(Once);
        var conflict = _driver.Do(Submit(Once with { RequestHash = "beef" }));
        Assert.Equal((PartitionStatus.IdempotencyConflict, id), (conflict.Status, conflict.Job!.Record.JobId));
        Assert.Contains(id, conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_SameKeyInAnotherScope_IsAnotherJob() =>
        Assert.NotEqual(_driver.Submit(Once), _driver.Submit(Once with { ConcurrencyKey = "k" }));

    [Fact]
    public void Probe_KnownAndFreeKeys_SaysWhatASubmitWouldFindAndStoresNothing()
    {
        var id = _driver.Submit(Once);
        var commits = _driver.Commits;
        var replies = _driver.Run(
            0, new CoreCommand.Probe(Once), new CoreCommand.Probe(Once with { RequestHash = "beef" }), new CoreCommand.Probe(Once with { IdempotencyKey = "x" }));
        Assert.Equal([PartitionStatus.Existing, PartitionStatus.IdempotencyConflict, PartitionStatus.Done], replies.Select(reply => reply.Status));
        Assert.Equal((id, commits), (replies[0].Job!.Record.JobId, _driver.Commits));
    }

    [Fact]
    public void Change_UnknownJob_IsNotFound() =>
        Assert.Equal(PartitionStatus.NotFound, _driver.Do(Change(JobIds.Create(1, 1, 1), JobCommandKind.Cancel)).Status);

    [Fact]
    public void Move_WaitingJobToEarlierAndLater_RunsInItsNewTime()
    {
        var earlier = _driver.Submit(Spec with { DelayMs = 50_000 });
        var later = _driver.Submit(Spec with { DelayMs = 10_000 });
        _driver.Run(0, Move(earlier, delayMs: 5_000), Move(later, runAt: T0 + 70_000));
        _driver.Now = T0 + 5_000;
        Assert.Equal([earlier], _driver.Claim(5).Select(job => job.JobId));
        _driver.Now = T0 + 69_994;
        Assert.Empty(_driver.Claim(5));
        _driver.Now = T0 + 70_000;
        Assert.Equal([later], _driver.Claim(5).Select(job => job.JobId));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Move_PriorityOfAScheduledJob_CountsWhenItIsDue()
    {
        var moved = _driver.Submit(Spec with { DelayMs = 1_000 });
        _driver.Submit(Spec with { DelayMs = 900 });
        var entries = _driver.Core.Head.NextEntry;
        Assert.Equal(PartitionStatus.Done, _driver.Do(Move(moved, priority: 7)).Status);
        Assert.Equal(entries, _driver.Core.Head.NextEntry);
        _driver.Restart();
        _driver.Now = T0 + 1_000;
        Assert.Equal([moved], _driver.Claim(1).Select(job => job.JobId));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Move_PriorityAndTimeOfAQueuedJob_ChangesItsLine()
    {
        var first = _driver.Submit(Spec);
        var second = _driver.Submit(Spec);
        var third = _driver.Submit(Spec);
        _driver.Do(Move(third, runAt: T0 - 50, priority: 3));
        _driver.Do(Move(first, priority: -3));
        CoreAudit.Check(_driver);
        Assert.Equal([third, second, first], _driver.Claim(3).Select(job => job.JobId));
    }

    [Fact]
    public void Move_RunningOrEndedJob_IsRefused()
    {
        var id = _driver.Submit(Spec);
        var started = Assert.Single(_driver.Claim(1));
        Assert.Equal(PartitionStatus.StateConflict, _driver.Do(Move(id, priority: 1)).Status);
        _driver.End(started, ReportKind.Completed);
        Assert.Equal(PartitionStatus.StateConflict, _driver.Do(Move(id, priority: 1)).Status);
    }

    [Fact]
    public void RunNow_ScheduledJob_IsDueAtOnce()
    {
        var id = _driver.Submit(Spec with { DelayMs = 3_600_000 });
        Assert.Equal(PartitionStatus.Done, _driver.Do(Change(id, JobCommandKind.RunNow)).Status);
        Assert.Equal(T0, Assert.Single(_driver.Claim(1)).RunAt);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void RunNow_QueuedJob_ChangesNothing()
    {
        var id = _driver.Submit(Spec with { RunAt = T0 - 7 });
        var commits = _driver.Commits;
        Assert.Equal(PartitionStatus.Done, _driver.Do(Change(id, JobCommandKind.RunNow)).Status);
        Assert.Equal((commits, T0 - 7), (_driver.Commits, _driver.Job(id).RunAt));
    }

    [Fact]
    public void Cancel_RunningJob_AsksItsAttemptToStopOnce()
    {
        var id = _driver.Submit(Spec);
        var started = Assert.Single(_driver.Claim(1));
        _driver.Run(0, Change(id, JobCommandKind.Cancel), Change(id, JobCommandKind.Cancel));
        Assert.Equal(T0, _driver.Job(id).CancelRequestedAt);
        Assert.Equal([new Effect.Stop(id, started.Token, "n1")], _driver.Effects.OfType<Effect.Stop>());
        _driver.End(started, ReportKind.Retry);
        Assert.Equal(StoredState.Cancelled, _driver.Job(id).State);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Change_ThatMustChangeAndDoesNot_IsAConflict()
    {
        var id = _driver.Submit(Spec with { DelayMs = 3_600_000 });
        Assert.Equal(PartitionStatus.Done, _driver.Do(Strictly(JobCommandKind.RunNow)).Status);
        Assert.Equal(PartitionStatus.StateConflict, _driver.Do(Strictly(JobCommandKind.RunNow)).Status);
        Assert.Equal(PartitionStatus.Done, _driver.Do(Change(id, JobCommandKind.RunNow)).Status);
        Assert.Equal(PartitionStatus.Done, _driver.Do(Strictly(JobCommandKind.Cancel)).Status);
        Assert.Equal(PartitionStatus.StateConflict, _driver.Do(Strictly(JobCommandKind.Cancel)).Status);
        CoreAudit.Check(_driver);

        CoreCommand Strictly(JobCommandKind kind) => new CoreCommand.Change(new JobCommand { JobId = id, Kind = kind, MustChange = true });
    }

    [Fact]
    public void Replay_FailedJob_KeepsItsAttemptsAndCountsFromZero()
    {
        var id = _driver.Submit(Spec with { MaxAttempts = 1 });
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Retry, new AttemptReport { JobId = "", Token = 0, Kind = default, Error = new("c", "m") });
        Assert.NotNull(_driver.Job(id).Fingerprint);
        Assert.Equal(PartitionStatus.Done, _driver.Do(Change(id, JobCommandKind.Replay)).Status);
        var again = Assert.Single(_driver.Claim(1));
        Assert.Equal((2, 0, 2L), (again.Attempt, again.AttemptsUsed, again.Token));
        _driver.End(again, ReportKind.Completed);
        Assert.Equal([AttemptOutcome.Failed, AttemptOutcome.Completed], _driver.Shown(id).Attempts.Select(attempt => attempt.Outcome!.Value));
        Assert.Null(_driver.Job(id).Error);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Replay_CancelledJob_IsOnlyForRetry()
    {
        var id = _driver.Submit(Spec with { DelayMs = 5 });
        _driver.Do(Change(id, JobCommandKind.Cancel));
        Assert.Equal(PartitionStatus.StateConflict, _driver.Do(Change(id, JobCommandKind.Replay)).Status);
        Assert.Equal(PartitionStatus.Done, _driver.Do(Change(id, JobCommandKind.Retry)).Status);
        Assert.Equal([id], _driver.Claim(1).Select(job => job.JobId));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Discard_DeadLetter_IsCancelledWithTheReasonAndItsError()
    {
        var id = _driver.Submit(Spec);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Fail, new AttemptReport { JobId = "", Token = 0, Kind = default, Error = new("c", "m") });
        _driver.Do(new CoreCommand.Change(new JobCommand { JobId = id, Kind = JobCommandKind.Discard, Reason = "old" }));
        var job = _driver.Job(id);
        Assert.Equal((StoredState.Cancelled, "old", "c", null), (job.State, job.Message, job.Error!.Code, job.Fingerprint));
        CoreAudit.Check(_driver);
    }
}
