using Xunit;

namespace JobScheduler.Tests.History;

/// <summary>For each rule about schedules a history that breaks it and ones that only look like it. Times are seconds.</summary>
public sealed class ScheduleRulesTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ScheduleSpec Every2 = new()
    {
        Cron = "@every 2s",
        TimeZone = "UTC",
        Job = new JobSpec { JobType = "a", Payload = null, Queue = "default", MaxAttempts = 1, Retry = RetryPolicy.None, TraceParent = "", RequestHash = "" },
        Overlap = OverlapPolicy.Skip,
        Misfire = MisfirePolicy.FireOnce,
        CatchUpWindowMs = 3_600_000,
        CatchUpLimit = 2,
        DefinitionHash = "1",
    };

    [Fact]
    public void Walk_EachOccurrenceOnce_IsClean() => Expect(null, Created(0), Fired(2, 2), Fired(4, 4), Skipped(6, 6), End(7));

    [Fact]
    public void Lost_NotDecided_IsCounted()
    {
        Expect(HistoryRule.ScheduleLost, Created(0), Fired(2, 2), Fired(6, 6), End(7));
        Expect(HistoryRule.ScheduleLost, Created(0), Fired(2, 2), End(7));
        Expect(null, Created(0), Fired(2, 2), End(3.9));
    }

    [Fact]
    public void Lost_AtTheMomentOfAnEdit_TheOldDefinitionOwesIt()
    {
        var every3 = Every2 with { Cron = "@every 3s", DefinitionHash = "2" };
        Expect(HistoryRule.ScheduleLost, Created(0), Changed(2, every3), Fired(3, 3), End(4));
        Expect(null, Created(0), Changed(2, every3, Fired(2, 2)), Fired(3, 3), End(4));
        Expect(HistoryRule.ScheduleDoubled, Created(0), Changed(6, every3, Fired(2, 2), Fired(4, 4), Fired(6, 6)), Fired(6, 6), End(7));
    }

    [Fact]
    public void Lost_DecisionWithoutItsJob_IsCounted() => Expect(HistoryRule.ScheduleLost, [], Created(0), Fired(2, 2), End(3));

    [Fact]
    public void Doubled_TwoDecisionsOrAJobOfNone_IsCounted()
    {
        Expect(HistoryRule.ScheduleDoubled, Created(0), Fired(2, 2), Fired(2, 3), End(3));
        Expect(HistoryRule.ScheduleDoubled, [new FinalJob("stray", JobState.Completed) { ScheduleId = "s" }], Created(0), End(1));
    }

    [Fact]
    public void Early_BeforeItsTimeOnTheOwnersClock_IsCounted() => Expect(HistoryRule.ScheduleEarly, Created(0), Fired(2, 1.9), End(3));

    [Fact]
    public void Overlap_BesideAnother_DependsOnThePolicy()
    {
        var beside = Fired(4, 4) with { Decisions = [Fired(4, 4).Decisions[0] with { Beside = "job2" }] };
        Expect(HistoryRule.ScheduleOverlap, Created(0), Fired(2, 2), beside, End(5));
        Expect(null, Created(0, Every2 with { Overlap = OverlapPolicy.Allow }), Fired(2, 2), beside, End(5));
    }

    [Theory]
    [InlineData(MisfirePolicy.FireOnce, 100.0, 98.0, null)]
    [InlineData(MisfirePolicy.FireOnce, 98.0, 96.0, HistoryRule.ScheduleMisfire)]
    [InlineData(MisfirePolicy.FireAll, 98.0, 96.0, null)]
    [InlineData(MisfirePolicy.FireAll, 96.0, 94.0, HistoryRule.ScheduleMisfire)]
    [InlineData(MisfirePolicy.FireAll, 100.0, 98.0, HistoryRule.ScheduleMisfire)]
    [InlineData(MisfirePolicy.Skip, 100.0, 98.0, HistoryRule.ScheduleMisfire)]
    public void Misfire_DownForLong_FiresWhatThePolicySays(MisfirePolicy policy, double firstFired, double lastMissed, object? rule)
    {
        // Back at 111 with 10 s of grace: 100 is the newest that is missed, 102 to 110 are not.
        ScheduleCommitted[] commits =
        [
            Created(0, Every2 with { Misfire = policy, Overlap = OverlapPolicy.Allow }), Missed(2, lastMissed, 111),
            .. Enumerable.Range(0, 20).Select(i => firstFired + (2 * i)).Where(at => at <= 110).Select(at => Fired(at, 111)), End(111.5),
        ];
        Expect((HistoryRule?)rule, commits);
    }

    [Fact]
    public void Misfire_InTime_IsNotMissed() => Expect(HistoryRule.ScheduleMisfire, Created(0), Missed(2, 4, 5), End(5));

    [Fact]
    public void NaiveTimes_FieldsZonesAndExclusions_AreRead()
    {
        var spec = Every2 with { Cron = "0,30 1-2 * * * *", TimeZone = "Asia/Kolkata", Exclude = ["2 * * * *", "30 * * * * *"] };
        var times = new NaiveTimes(spec);
        long[] all = [1_860_000, 1_890_000, 1_920_000, 1_950_000];
        var begin = Start.ToUnixTimeMilliseconds();
        Assert.Equal(all, times.Between(begin, begin + 3_600_000).Select(at => at - begin));
        Assert.Equal([1_860_000], times.Runs(begin, begin + 3_600_000).Select(at => at - begin));
        Assert.Equal(all[1..], times.Excluded(begin, begin + 3_600_000).Select(at => at - begin));
    }

    private static void Expect(HistoryRule? rule, params ScheduleCommitted[] commits) =>
        Expect(rule, [.. commits.SelectMany(commit => commit.Decisions).Select(each => each.JobId).OfType<string>().Distinct().Select(id => new FinalJob(id, JobState.Completed) { ScheduleId = "s" })], commits);

    private static void Expect(HistoryRule? rule, FinalJob[] finals, params ScheduleCommitted[] commits)
    {
        var found = ScheduleRules.Check(commits, finals, 10_000).ToList();
        Assert.True(rule is { } expected ? found.Exists(one => one.Rule == expected) : found.Count == 0, string.Join('\n', found));
    }

    private static ScheduleCommitted Created(double at, ScheduleSpec? spec = null) =>
        new(T(at), "s", Ms(at)) { Created = true, ChangedAt = Ms(at), Spec = spec ?? Every2 };

    private static ScheduleCommitted Changed(double at, ScheduleSpec spec, params ScheduleCommitted[] before) =>
        new(T(at), "s", Ms(at)) { ChangedAt = Ms(at), Spec = spec, Decisions = [.. before.SelectMany(each => each.Decisions)] };

    /// <summary>The end of what is looked at: the schedule is deleted.</summary>
    private static ScheduleCommitted End(double at) => new(T(at), "s", Ms(at)) { ChangedAt = Ms(at), Spec = Every2, Paused = true, Deleted = true };

    private static ScheduleCommitted Fired(double nominal, double at) => Decided(ScheduleDecision.Fired, nominal, nominal, 1, at, $"job{nominal}");

    private static ScheduleCommitted Skipped(double nominal, double at) => Decided(ScheduleDecision.Skipped, nominal, nominal, 1, at, null);

    private static ScheduleCommitted Missed(double first, double last, double at) =>
        Decided(ScheduleDecision.Missed, first, last, (long)((last - first) / 2) + 1, at, null);

    private static ScheduleCommitted Decided(ScheduleDecision decision, double first, double last, long count, double at, string? jobId) =>
        new(T(at), "s", Ms(at)) { Spec = Every2, Decisions = [new DecisionSeen(decision, Ms(first), Ms(last), count, Ms(at), null, jobId, jobId is null ? null : Ms(first))] };

    private static DateTimeOffset T(double at) => Start.AddSeconds(at);

    private static long Ms(double at) => T(at).ToUnixTimeMilliseconds();
}
