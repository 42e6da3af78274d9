using Xunit;

namespace JobScheduler.Tests.History;

/// <summary>For each rule a history that breaks it and ones that only look like it.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly FinalJob DoneA = new("a", JobState.Completed) { Token = 1, Attempts = [new(1, 1, AttemptOutcome.Completed)] };

    [Fact]
    public void Check_OrdinaryLife_IsClean()
    {
        var report = Report([Accepted("a"), Entered(10, "a", 1), Left(20, "a", 1)], [DoneA]);
        Assert.True(report.IsClean, report.ToString());
        Assert.Equal(1, report.Examined["jobs promised"]);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(JobState.Running, 1)]
    [InlineData(JobState.Queued, 1)]
    [InlineData(JobState.Scheduled, 1)]
    [InlineData(JobState.Failed, 0)]
    [InlineData(JobState.Cancelled, 0)]
    public void Lost_AcceptedJob_MustBeTerminalAtTheEnd(JobState? state, int violations) =>
        Expect(HistoryRule.Lost, violations, [Accepted("a")], state is { } some ? [new FinalJob("a", some)] : []);

    [Theory]
    [InlineData(SubmitAnswer.Existing, 1)]
    [InlineData(SubmitAnswer.Unknown, 0)]
    [InlineData(SubmitAnswer.Refused, 0)]
    [InlineData(SubmitAnswer.Conflict, 0)]
    public void Lost_Answer_OnlyAPromiseCounts(object answer, int violations) =>
        Expect(HistoryRule.Lost, violations, [new SubmitTold(T(0), T(1), (SubmitAnswer)answer, "a")]);

    [Fact]
    public void Early_EnteredBeforeItsTimeOnTheNodesClock_IsCounted() =>
        Expect(HistoryRule.Early, 1, [Accepted("a", runAt: 100), Entered(100, "a", 1, nodeTime: 99.9)]);

    [Fact]
    public void Early_ObserversClockIsBehind_IsNot() =>
        Expect(HistoryRule.Early, 0, [Accepted("a", runAt: 100), Entered(50, "a", 1, nodeTime: 100)]);

    [Fact]
    public void Early_MovedBack_CountsTheNewTime() =>
        Expect(HistoryRule.Early, 1, [Accepted("a", runAt: 100), Move(10, 12, "a", 500), Entered(200, "a", 1)]);

    [Fact]
    public void Early_MoveUnderWayOrInDoubt_EitherTimeIsFine()
    {
        Expect(HistoryRule.Early, 0, [Accepted("a", runAt: 100), Move(199, 205, "a", 500), Entered(200, "a", 1)]);
        Expect(HistoryRule.Early, 0, [Accepted("a", runAt: 100), Move(10, 12, "a", 500) with { Unknown = true, State = null }, Entered(200, "a", 1)]);
    }

    [Fact]
    public void Early_RunNow_MakesItDue()
    {
        var run = new CommandTold(T(10), T(12), CommandKind.RunNow, "a", JobState.Scheduled);
        Expect(HistoryRule.Early, 0, [Accepted("a", runAt: 100), run, Entered(11, "a", 1)]);
        Expect(HistoryRule.Early, 1, [Accepted("a", runAt: 100), run, Entered(9, "a", 1)]);
        Expect(HistoryRule.Early, 1, [Accepted("a", runAt: 100), run with { State = null }, Entered(50, "a", 1)]);
    }

    [Fact]
    public void Early_RetryDelay_CountsTheNewTime() =>
        Expect(HistoryRule.Early, 1, [Accepted("a"), Entered(10, "a", 1), Left(20, "a", 1), new DueChanged(T(20), "a", T(1020)), Entered(1000, "a", 2, attempt: 2)]);

    [Fact]
    public void DoubleValid_TwoCompletedAttempts_IsCounted() =>
        Expect(HistoryRule.DoubleValid, 1, [Accepted("a")], [DoneA with { Attempts = [new(1, 1, AttemptOutcome.Completed), new(2, 2, AttemptOutcome.Completed)] }]);

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 2, 1)]
    public void DoubleValid_TokensOfAJob_MustRise(long first, long second, int violations) =>
        Expect(HistoryRule.DoubleValid, violations, [Accepted("a"), Entered(10, "a", first), Entered(20, "a", second, attempt: 2)]);

    [Fact]
    public void StaleAccepted_ReportAfterANewerClaim_IsCounted()
    {
        HistoryEvent[] start = [Accepted("a"), Entered(10, "a", 1), Claim(20, "a", 2)];
        Expect(HistoryRule.StaleAccepted, 1, [.. start, new ReportAnswered(T(30), "a", 1, Accepted: true)]);
        Expect(HistoryRule.StaleAccepted, 0, [.. start, new ReportAnswered(T(30), "a", 1, Accepted: false)]);
        Expect(HistoryRule.StaleAccepted, 0, [.. start, new ReportAnswered(T(30), "a", 2, Accepted: true)]);
        Expect(HistoryRule.StaleAccepted, 0, [.. start, new ReportAnswered(T(15), "a", 1, Accepted: true)]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void StaleAccepted_StoredResult_MustBeOfTheNewestAttempt(long resultToken, int violations) =>
        Expect(HistoryRule.StaleAccepted, violations, [Accepted("a")], [DoneA with { Token = 2, ResultToken = resultToken }]);

    [Fact]
    public void OutOfOrderPriority_HigherOneWaits_IsCounted() =>
        Expect(HistoryRule.OutOfOrderPriority, 1, [new BecameRunnable(T(5), "high", "n1", 9), Claim(10, "low", 1), Claim(11, "high", 2, priority: 9)]);

    [Fact]
    public void OutOfOrderPriority_HigherOneCouldNotRun_IsNot()
    {
        var runnable = new BecameRunnable(T(5), "high", "n1", 9);
        Expect(HistoryRule.OutOfOrderPriority, 0, [new BecameRunnable(T(10), "high", "n1", 9), Claim(10, "low", 1)]);
        Expect(HistoryRule.OutOfOrderPriority, 0, [runnable with { Node = "n2" }, Claim(10, "low", 1)]);
        Expect(HistoryRule.OutOfOrderPriority, 0, [runnable with { Priority = 0 }, Claim(10, "low", 1)]);
        Expect(HistoryRule.OutOfOrderPriority, 0, [runnable, new StoppedBeingRunnable(T(8), "high"), Claim(10, "low", 1)]);
        Expect(HistoryRule.OutOfOrderPriority, 0, [runnable, Claim(10, "low", 1), Claim(10, "high", 2, priority: 9)]);
    }

    [Fact]
    public void OutOfOrderPriority_WithinTheTolerance_IsNot()
    {
        HistoryEvent[] events = [new BecameRunnable(T(5), "high", "n1", 9), Claim(10, "low", 1)];
        Assert.Equal(0, Report(events, [], 5).Count(HistoryRule.OutOfOrderPriority));
        Assert.Equal(1, Report(events, [], 4).Count(HistoryRule.OutOfOrderPriority));
    }

    [Fact]
    public void TwoRunningOfOneKey_SecondEnteredBeforeTheFirstEnded_IsCounted() =>
        Expect(HistoryRule.TwoRunningOfOneKey, 1, [.. TwoOfKey(), Entered(10, "a", 1), Entered(15, "b", 2), Left(20, "a", 1)]);

    [Fact]
    public void TwoRunningOfOneKey_FirstEndedOrWasInvalid_IsNot()
    {
        Expect(HistoryRule.TwoRunningOfOneKey, 0, [.. TwoOfKey(), Entered(10, "a", 1), Left(15, "a", 1), Entered(15, "b", 2)]);
        Expect(HistoryRule.TwoRunningOfOneKey, 0, [.. TwoOfKey(), Entered(10, "a", 1), new AttemptInvalidated(T(12), "a", 1), Entered(15, "b", 2), Left(20, "a", 1)]);
        Expect(HistoryRule.TwoRunningOfOneKey, 0, [Accepted("a", key: "k"), Accepted("b", key: "other"), Entered(10, "a", 1), Entered(15, "b", 2)]);
    }

    [Fact]
    public void TwoRunningOfOneKey_LongOneUnderAShortOne_IsStillSeen() =>
        Expect(
            HistoryRule.TwoRunningOfOneKey, 2,
            [.. TwoOfKey(), Accepted("c", key: "k"), Entered(10, "a", 1), Entered(11, "b", 2), Left(12, "b", 2), Entered(15, "c", 3), Left(99, "a", 1)]);

    [Fact]
    public void KeyOrder_LaterDueEnteredFirst_IsCounted() =>
        Expect(HistoryRule.KeyOrder, 1, [Accepted("a", runAt: 5, key: "k"), Accepted("b", runAt: 6, key: "k"), Entered(10, "b", 1), Entered(20, "a", 2)]);

    [Fact]
    public void KeyOrder_SameTime_SubmissionDecides()
    {
        HistoryEvent[] inOrder = [Accepted("a", key: "k", sent: 1), Accepted("b", key: "k", sent: 3)];
        HistoryEvent[] atOnce = [Accepted("a", key: "k", sent: 1), Accepted("b", key: "k", sent: 1.5)];
        Expect(HistoryRule.KeyOrder, 1, [.. inOrder, Entered(10, "b", 1), Entered(20, "a", 2)]);
        Expect(HistoryRule.KeyOrder, 0, [.. inOrder, Entered(10, "a", 1), Entered(20, "b", 2)]);
        Expect(HistoryRule.KeyOrder, 0, [.. atOnce, Entered(10, "b", 1), Entered(20, "a", 2)]);
    }

    [Fact]
    public void KeyOrder_EarlierOneWasNotThereYet_IsNot()
    {
        // Not due, not durable, or waiting for a further attempt when the other one's claim was decided.
        Expect(HistoryRule.KeyOrder, 0, [Accepted("a", runAt: 11, key: "k"), Accepted("b", runAt: 12, key: "k"), Entered(12, "b", 1), Claim(11, "b", 1)]);
        Expect(HistoryRule.KeyOrder, 0, [Accepted("a", runAt: 5, key: "k", sent: 11), Accepted("b", runAt: 6, key: "k"), Entered(10, "b", 1)]);
        Expect(HistoryRule.KeyOrder, 0, [.. TwoOfKey(), Entered(10, "a", 1), Left(11, "a", 1), Entered(12, "b", 2), Entered(20, "a", 3, attempt: 2)]);
    }

    [Fact]
    public void KeyTokenNotRising_LowerTokenOfAnotherJob_IsCounted()
    {
        Expect(HistoryRule.KeyTokenNotRising, 1, [.. TwoOfKey(), Entered(10, "a", 5), Left(11, "a", 5), Entered(12, "b", 4)]);
        Expect(HistoryRule.KeyTokenNotRising, 0, [.. TwoOfKey(), Entered(10, "a", 5), Left(11, "a", 5), Entered(12, "b", 6)]);
    }

    [Fact]
    public void DuplicateIdempotency_TwoJobsForOneKey_IsCounted()
    {
        HistoryEvent[] events = [Accepted("a") with { IdempotencyKey = "i" }, Accepted("b") with { IdempotencyKey = "i" }];
        Expect(HistoryRule.DuplicateIdempotency, 1, events);
        Expect(HistoryRule.DuplicateIdempotency, 1, [events[0]], [DoneA with { IdempotencyKey = "i" }, DoneA with { JobId = "b", IdempotencyKey = "i" }]);
    }

    [Fact]
    public void DuplicateIdempotency_OneJobOrAnotherScope_IsNot()
    {
        var first = Accepted("a") with { IdempotencyKey = "i" };
        Expect(HistoryRule.DuplicateIdempotency, 0, [first, first with { Answer = SubmitAnswer.Existing }], [DoneA with { IdempotencyKey = "i" }]);
        Expect(HistoryRule.DuplicateIdempotency, 0, [first, Accepted("b", key: "scope") with { IdempotencyKey = "i" }]);
        Expect(
            HistoryRule.DuplicateIdempotency, 0, [first, Accepted("b") with { IdempotencyKey = "i" }],
            [DoneA with { IdempotencyKey = "i", IsTrimmed = true }, DoneA with { JobId = "b", IdempotencyKey = "i" }]);
        Expect(HistoryRule.DuplicateIdempotency, 0, [first, first with { JobId = "b", Answer = SubmitAnswer.Conflict }]);
    }

    [Fact]
    public void WrongCancel_EnteredOrEndedOtherwise_IsCounted()
    {
        Expect(HistoryRule.WrongCancel, 1, [Accepted("a"), Cancel(10, 12, JobState.Cancelled), Entered(13, "a", 1)]);
        Expect(HistoryRule.WrongCancel, 1, [Accepted("a"), Cancel(10, 12, JobState.Cancelled)], [DoneA]);
    }

    [Fact]
    public void WrongCancel_RanBeforeOrWasReplayed_IsNot()
    {
        var cancelled = new FinalJob("a", JobState.Cancelled);
        var replay = new CommandTold(T(20), T(22), CommandKind.Retry, "a", JobState.Scheduled);
        Expect(HistoryRule.WrongCancel, 0, [Accepted("a"), Entered(11, "a", 1), Cancel(10, 12, JobState.Cancelled)], [cancelled]);
        Expect(HistoryRule.WrongCancel, 0, [Accepted("a"), Cancel(10, 12, JobState.Running), Entered(13, "a", 1)], [DoneA]);
        Expect(HistoryRule.WrongCancel, 0, [Accepted("a"), Cancel(10, 12, JobState.Cancelled), replay, Entered(23, "a", 1)], [DoneA]);
    }

    [Fact]
    public void AttemptsExceeded_MoreThanAllowed_IsCounted()
    {
        FinalAttempt[] three = [new(1, 1, AttemptOutcome.Lost), new(2, 2, AttemptOutcome.Retry), new(3, 3, AttemptOutcome.TimedOut)];
        var failed = new FinalJob("a", JobState.Failed) { MaxAttempts = 2, AttemptsUsed = 2 };
        Expect(HistoryRule.AttemptsExceeded, 1, [Accepted("a")], [failed with { Attempts = three }]);
        Expect(HistoryRule.AttemptsExceeded, 1, [Accepted("a")], [failed with { AttemptsUsed = 3 }]);
    }

    [Fact]
    public void AttemptsExceeded_UncountedOutcomesAndReplays_AreNot()
    {
        FinalAttempt[] three = [new(1, 1, AttemptOutcome.Snoozed), new(2, 2, AttemptOutcome.Retry), new(3, 3, AttemptOutcome.Released)];
        var failed = new FinalJob("a", JobState.Failed) { MaxAttempts = 1, AttemptsUsed = 1 };
        Expect(HistoryRule.AttemptsExceeded, 0, [Accepted("a")], [failed with { Attempts = three }]);
        Expect(
            HistoryRule.AttemptsExceeded, 0, [Accepted("a"), new CommandTold(T(1), T(2), CommandKind.Retry, "a", JobState.Scheduled)],
            [failed with { Attempts = [new(1, 1, AttemptOutcome.Failed), new(2, 2, AttemptOutcome.Failed)] }]);
    }

    [Fact]
    public void Report_Violations_PrintsCountsAndTheFirstOnes()
    {
        var text = Report([Accepted("a"), Accepted("b")], []).ToString();
        Assert.Matches(@"Lost\s+2\n", text);
        Assert.Matches(@"Early\s+0\n", text);
        Assert.Contains("a: answered Accepted, at the end absent", text, StringComparison.Ordinal);
    }

    private static DateTimeOffset T(double milliseconds) => DateTimeOffset.UnixEpoch.AddDays(20_000).AddMilliseconds(milliseconds);

    private static SubmitTold Accepted(string jobId, double runAt = 0, string? key = null, double sent = 0) =>
        new(T(sent), T(sent + 1), SubmitAnswer.Accepted, jobId) { RunAt = T(runAt), ConcurrencyKey = key };

    private static SubmitTold[] TwoOfKey() => [Accepted("a", key: "k"), Accepted("b", key: "k", sent: 2)];

    private static AttemptEntered Entered(double at, string jobId, long token, int attempt = 1, double? nodeTime = null) =>
        new(T(at), jobId, attempt, token, T(nodeTime ?? at));

    private static AttemptLeft Left(double at, string jobId, long token) => new(T(at), jobId, token);

    private static Claimed Claim(double at, string jobId, long token, int priority = 0) => new(T(at), jobId, token, "n1", priority);

    private static CommandTold Move(double sent, double at, string jobId, double runAt) =>
        new(T(sent), T(at), CommandKind.Move, jobId, JobState.Scheduled) { RunAt = T(runAt) };

    private static CommandTold Cancel(double sent, double at, JobState state) => new(T(sent), T(at), CommandKind.Cancel, "a", state);

    private static HistoryReport Report(IReadOnlyList<HistoryEvent> events, IReadOnlyCollection<FinalJob> finals, double tolerance = 0) =>
        HistoryChecker.Check(events, finals, new HistoryTolerance { Order = TimeSpan.FromMilliseconds(tolerance) });

    private static void Expect(HistoryRule rule, int violations, IReadOnlyList<HistoryEvent> events, IReadOnlyCollection<FinalJob>? finals = null)
    {
        var report = Report(events, finals ?? []);
        Assert.True(violations == report.Count(rule), $"expected {violations} of {rule}\n{report}");
    }
}
