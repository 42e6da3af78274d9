using JobScheduler.Simulation;
using Xunit;

namespace JobScheduler.Tests.Simulation;

/// <summary>The simulation's checks can fail: each rule that is broken on purpose is noticed, as what it is, within so many seeds.</summary>
public sealed class SimulationBreakTests
{
    [Theory]
    [InlineData(nameof(Broken.SkipTermCheck), nameof(SimRule.IllegalMove), 30)]
    [InlineData(nameof(Broken.EarlyHandlers), nameof(History.HistoryRule.Early), 20)]
    [InlineData(nameof(Broken.AcceptStaleTokens), nameof(History.HistoryRule.StaleAccepted), 60)]
    [InlineData(nameof(Broken.DropEffects), nameof(History.HistoryRule.Lost), 30)]
    [InlineData(nameof(Broken.AnswerBeforeCommit), nameof(SimRule.AnswerNotDurable), 30)]
    [InlineData(nameof(Broken.ForgetKeyHolder), nameof(History.HistoryRule.TwoRunningOfOneKey), 30)]
    [InlineData(nameof(Broken.ForgetCounters), nameof(SimRule.Audit), 10)]
    [InlineData(nameof(Broken.ForgetIdempotency), nameof(History.HistoryRule.DuplicateIdempotency), 20)]
    [InlineData(nameof(Broken.ForgetDecisions), nameof(History.HistoryRule.ScheduleLost), 20)]
    [InlineData(nameof(Broken.ForgetOccurrences), nameof(History.HistoryRule.ScheduleDoubled), 20)]
    [InlineData(nameof(Broken.TrustFailedFastCommits), nameof(SimRule.EnteredInvalid), 10)]
    [InlineData(nameof(Broken.TrustFailedFastCommits), nameof(SimRule.AnswerNotDurable), 10)]
    [InlineData(nameof(Broken.TrustFailedFastCommits), nameof(SimRule.OutcomeForgotten), 60)]
    [InlineData(nameof(Broken.DropRefusedReports), nameof(SimRule.OutcomeForgotten), 60)]
    [InlineData(nameof(Broken.DropRefusedReports), nameof(SimRule.Stuck), 60)]
    [InlineData(nameof(Broken.TrimEarly), nameof(SimRule.WronglyTrimmed), 10)]
    [InlineData(nameof(Broken.FastClock), nameof(History.HistoryRule.ScheduleEarly), 20)]
    [InlineData(nameof(Broken.ForgetScheduleJobs), nameof(History.HistoryRule.ScheduleOverlap), 30)]
    [InlineData(nameof(Broken.ForgetScheduleJobs), nameof(SimRule.ScheduleActive), 10)]
    [InlineData(nameof(Broken.IgnoreMisfires), nameof(History.HistoryRule.ScheduleMisfire), 30)]
    public void Run_RuleBrokenOnPurpose_IsNoticed(string broken, string rule, int seeds) =>
        Assert.Contains(Enumerable.Range(1, seeds), seed => SimRun.Run(new SimOptions(seed, Enum.Parse<Broken>(broken))).Violations.Any(one => one.Rule == rule));
}
