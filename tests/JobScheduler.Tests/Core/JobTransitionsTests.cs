using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>The one door: every state with every change, allowed or refused, and what comes out.</summary>
public sealed class JobTransitionsTests
{
    private const long Now = CoreDriver.T0 + 5_000;

    // Columns: Waiting, Lined, Claimed, Completed, Failed, Cancelled. '-' is refused, '=' allowed without any change.
    public static TheoryData<string, string> Table => new()
    {
        { "BecomeDue", "Lined Lined - - - -" },
        { "Claim", "Claimed Claimed - - - -" },
        { "TakeBack", "- - Lined - - -" },
        { "Progress", "- - Claimed - - -" },
        { "Cancel", "Cancelled Cancelled Claimed - - =" },
        { "Expire", "Cancelled Cancelled - - - -" },
        { "Move", "Waiting Lined - - - -" },
        { "RunNow", "Waiting = - - - -" },
        { "Replay", "- - - - Waiting Waiting" },
        { "Discard", "- - - - Cancelled -" },
        { "Completed", "- - Completed - - -" },
        { "Retry", "- - Waiting - - -" },
        { "Snooze", "- - Waiting - - -" },
        { "Fail", "- - Failed - - -" },
        { "Cancelled", "- - Cancelled - - -" },
        { "TimedOut", "- - Waiting - - -" },
        { "Lost", "- - Lined - - -" },
        { "Released", "- - Lined - - -" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Apply_EveryStateAndChange_IsAllowedOrRefusedAsTheTableSays(string change, string row)
    {
        var results = row.Split(' ');
        for (var state = StoredState.Waiting; state <= StoredState.Cancelled; state++)
        {
            var before = JobIn(state);
            var after = JobTransitions.Apply(before, ChangeOf(change), Now);
            var expected = results[(int)state];
            Assert.True(after.Allowed == (expected != "-"), $"{change} of {state}: {after.Refusal ?? "allowed"}");
            if (expected is "-" or "=")
                Assert.Same(before, after.Job);
            else
                Assert.Equal((expected, Now), (after.Job.State.ToString(), after.Job.UpdatedAt));
            if (JobTransitions.IsTerminal(after.Job) && !JobTransitions.IsTerminal(before))
                Assert.Equal((Now, null), (after.Job.FinishedAt, after.Job.Line));
        }
    }

    [Fact]
    public void Table_Changes_AreAllThereAre()
    {
        var moves = typeof(JobChange).GetNestedTypes().Select(type => type.Name).Where(name => name != "End").Concat(Enum.GetNames<AttemptEndKind>());
        Assert.Equal(moves.Order(), Table.Select(row => (string)((object[])row)[0]).Order());
    }

    [Theory]
    [InlineData("Retry", AttemptOutcome.Failed, "retry", 2)]
    [InlineData("Fail", AttemptOutcome.Failed, "retry", 2)]
    [InlineData("TimedOut", AttemptOutcome.TimedOut, "timed_out", 2)]
    [InlineData("Lost", AttemptOutcome.Lost, "lost", 2)]
    public void End_OfTheLastAttempt_IsADeadLetter(string end, AttemptOutcome outcome, string code, int used)
    {
        var last = JobIn(StoredState.Claimed) with { AttemptsUsed = 1, Spec = CoreSpecs.Spec with { MaxAttempts = 2 } };
        var job = JobTransitions.Apply(last, ChangeOf(end), Now).Job;
        Assert.Equal((StoredState.Failed, outcome, code, used), (job.State, job.Newest!.Outcome, job.Error!.Code, job.AttemptsUsed));
        Assert.Equal(Fingerprints.Of("echo", code, job.Error.Message), job.Fingerprint);
    }

    [Theory]
    [InlineData("Retry", AttemptOutcome.Retry, 1)]
    [InlineData("TimedOut", AttemptOutcome.TimedOut, 1)]
    [InlineData("Lost", AttemptOutcome.Lost, 1)]
    [InlineData("Fail", AttemptOutcome.Failed, 1)]
    [InlineData("Snooze", AttemptOutcome.Snoozed, 0)]
    [InlineData("Released", AttemptOutcome.Released, 0)]
    [InlineData("Completed", AttemptOutcome.Completed, 0)]
    public void End_OfAnAttempt_CountsOrNot(string end, AttemptOutcome outcome, int used)
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Claimed), ChangeOf(end), Now).Job;
        Assert.Equal((outcome, used, (long?)Now), (job.Newest!.Outcome!.Value, job.AttemptsUsed, job.Newest.EndedAt));
    }

    [Theory]
    [InlineData("Retry")]
    [InlineData("Snooze")]
    [InlineData("Fail")]
    [InlineData("Cancelled")]
    [InlineData("TimedOut")]
    [InlineData("Lost")]
    [InlineData("Released")]
    [InlineData("TakeBack")]
    public void End_AfterACancel_IsCancelledWithoutCounting(string end)
    {
        var asked = JobTransitions.Apply(JobIn(StoredState.Claimed), new JobChange.Cancel(), Now).Job;
        Assert.Equal(Now, asked.CancelRequestedAt);
        Assert.Same(asked, JobTransitions.Apply(asked, new JobChange.Cancel(), Now + 1).Job);
        var job = JobTransitions.Apply(asked, ChangeOf(end), Now).Job;
        Assert.Equal((StoredState.Cancelled, 0), (job.State, job.AttemptsUsed));
    }

    [Theory]
    [InlineData(StoredState.Waiting)]
    [InlineData(StoredState.Lined)]
    [InlineData(StoredState.Claimed)]
    public void Cancel_WithAReason_KeepsItAsTheMessage(StoredState state)
    {
        var job = JobIn(state) with { Message = "page 2 of 5" };
        Assert.Equal("not needed", JobTransitions.Apply(job, new JobChange.Cancel("not needed"), Now).Job.Message);
        Assert.Equal("page 2 of 5", JobTransitions.Apply(job, new JobChange.Cancel(), Now).Job.Message);
    }

    [Fact]
    public void Completed_AfterACancel_StaysCompleted()
    {
        var asked = JobTransitions.Apply(JobIn(StoredState.Claimed), new JobChange.Cancel(), Now).Job;
        Assert.Equal(StoredState.Completed, JobTransitions.Apply(asked, ChangeOf("Completed"), Now).Job.State);
    }

    [Fact]
    public void Completed_AfterFailedAttempts_KeepsResultAndDropsError()
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Claimed) with { Error = new("c", "m"), ProgressPercent = 40 }, ChangeOf("Completed"), Now).Job;
        Assert.Equal((null, 100.0, "{}"), (job.Error, job.ProgressPercent!.Value, job.Result!.ToString()));
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(250L, 250)]
    [InlineData(0L, 0)]
    public void Retry_AskedDelay_ReplacesThePolicys(long? after, long delay)
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Claimed), End(AttemptEndKind.Retry, end => end with { AfterMs = after }), Now).Job;
        Assert.Equal((Now + delay, WaitingReason.RetryDelay), (job.RunAt, job.Wait));
    }

    [Fact]
    public void Snooze_IntoThePast_IsNow()
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Claimed), End(AttemptEndKind.Snooze, end => end with { Until = 5 }), Now).Job;
        Assert.Equal((Now, WaitingReason.Snoozed), (job.RunAt, job.Wait));
    }

    [Fact]
    public void Lost_AgainInARow_WaitsAndAnotherOutcomeStartsTheRowAnew()
    {
        var once = JobTransitions.Apply(JobIn(StoredState.Claimed), ChangeOf("Lost"), Now).Job;
        var claimed = JobTransitions.Apply(once, ChangeOf("Claim"), Now).Job;
        Assert.Equal((StoredState.Waiting, 2), Of(JobTransitions.Apply(claimed, ChangeOf("Lost"), Now).Job));
        Assert.Equal((StoredState.Waiting, 0), Of(JobTransitions.Apply(claimed, ChangeOf("Retry"), Now).Job));

        static (StoredState, int) Of(JobRecord job) => (job.State, job.LostInRow);
    }

    [Fact]
    public void Claim_SecondAttempt_CountsUpAndForgetsProgress()
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Lined) with { Attempt = 1, ProgressPercent = 4, Message = "m" }, new JobChange.Claim(77, "n2"), Now).Job;
        Assert.Equal((2, 77L, new AttemptRecord(2, 77, "n2", Now), null, null), (job.Attempt, job.Token, job.Newest, job.ProgressPercent, job.Message));
    }

    [Theory]
    [InlineData(Now - 7, Now)]
    [InlineData(Now + 20, Now + 20)]
    public void Claim_DueOrALittleEarly_AttemptNeverStartsBeforeItsTime(long runAt, long startedAt)
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Waiting) with { RunAt = runAt }, ChangeOf("Claim"), Now).Job;
        Assert.Equal(startedAt, job.Newest!.StartedAt);
    }

    [Fact]
    public void TakeBack_Claimed_TokenStaysSpent()
    {
        var job = JobTransitions.Apply(JobIn(StoredState.Claimed), new JobChange.TakeBack(), Now).Job;
        Assert.Equal((0, 9L, null), (job.Attempt, job.Token, job.Newest));
    }

    [Fact]
    public void Expire_AfterAnAttemptOrAReplay_IsRefused()
    {
        Assert.False(JobTransitions.CanExpire(JobIn(StoredState.Lined) with { Attempt = 1 }));
        Assert.False(JobTransitions.CanExpire(JobIn(StoredState.Lined) with { Revision = 1 }));
        Assert.True(JobTransitions.CanExpire(JobIn(StoredState.Lined)));
    }

    [Fact]
    public void Replay_FailedJob_CountsFromZeroAndRaisesTheRevision()
    {
        var failed = JobIn(StoredState.Failed) with { Attempt = 5, AttemptsUsed = 5, LostInRow = 2, Fingerprint = "f", Message = "m", CancelRequestedAt = 3 };
        var job = JobTransitions.Apply(failed, new JobChange.Replay(), Now).Job;
        Assert.Equal((5, 0, 0, 1, Now), (job.Attempt, job.AttemptsUsed, job.LostInRow, job.Revision, job.RunAt));
        Assert.Equal((null, null, null, null), (job.Fingerprint, job.Message, job.CancelRequestedAt, job.FinishedAt));
    }

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(9_999, 5_000)]
    public void RunNow_ScheduledJob_NeverGetsLater(long runAt, long result) =>
        Assert.Equal(CoreDriver.T0 + result, JobTransitions.Apply(JobIn(StoredState.Waiting) with { RunAt = CoreDriver.T0 + runAt }, new JobChange.RunNow(), Now).Job.RunAt);

    private static JobRecord JobIn(StoredState state) => new()
    {
        JobId = JobIds.Create(1, CoreDriver.T0, 1),
        Sequence = 1,
        SubmittedAt = CoreDriver.T0,
        Spec = CoreSpecs.Spec with { ExpiresAt = Now },
        State = state,
        RunAt = CoreDriver.T0,
        Attempt = state is StoredState.Waiting or StoredState.Lined ? 0 : 1,
        Token = state is StoredState.Waiting or StoredState.Lined ? 0 : 9,
        Newest = state == StoredState.Claimed ? new AttemptRecord(1, 9, "n1", CoreDriver.T0) : null,
    };

    private static JobChange ChangeOf(string name) => name switch
    {
        "BecomeDue" => new JobChange.BecomeDue(),
        "Claim" => new JobChange.Claim(10, "n1"),
        "TakeBack" => new JobChange.TakeBack(),
        "Progress" => new JobChange.Progress(10, "text"),
        "Cancel" => new JobChange.Cancel(),
        "Expire" => new JobChange.Expire(),
        "Move" => new JobChange.Move(CoreDriver.T0 + 1, 3),
        "RunNow" => new JobChange.RunNow(),
        "Replay" => new JobChange.Replay(),
        "Discard" => new JobChange.Discard("reason"),
        "Completed" => End(AttemptEndKind.Completed, end => end with { Result = RawJson.Parse("{}") }),
        _ => End(Enum.Parse<AttemptEndKind>(name), end => end),
    };

    private static JobChange.End End(AttemptEndKind kind, Func<AttemptEnd, AttemptEnd> change) =>
        new(change(new AttemptEnd(kind, CoreDriver.T0 + 100, 0.5)));
}
