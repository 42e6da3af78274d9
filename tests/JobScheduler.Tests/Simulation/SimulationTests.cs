using JobScheduler.Simulation;
using Xunit;

namespace JobScheduler.Tests.Simulation;

/// <summary>The simulation as part of the test run; <c>.ci/run</c> runs more seeds, see docs/simulation.md.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 200;
    private const int SeedsPerTest = 50;

    /// <summary>In parts, so that a failure names its seeds soon.</summary>
    public static TheoryData<int> Parts { get; } = [.. Enumerable.Range(0, Seeds / SeedsPerTest).Select(part => 1 + (part * SeedsPerTest))];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Run_AnySeed_BreaksNoPromise(int first)
    {
        var violations = Enumerable.Range(first, SeedsPerTest)
            .SelectMany(seed => SimRun.Run(new SimOptions(seed)).Violations.Select(violation => $"seed {seed}: {violation}"));
        Assert.Equal([], violations.Take(5));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(130)]
    public void Run_SameSeed_SameTrace(int seed)
    {
        var trace = SimRun.Run(new SimOptions(seed, Trace: true)).Trace;
        Assert.NotEmpty(trace);
        Assert.Equal(trace, SimRun.Run(new SimOptions(seed, Trace: true)).Trace);
    }

    [Fact]
    public void Run_SomeSeeds_EveryFaultAndEveryEndHappens()
    {
        var counts = Enumerable.Range(1, 40).SelectMany(seed => SimRun.Run(new SimOptions(seed)).Counts)
            .GroupBy(count => count.Key).ToDictionary(same => same.Key, same => same.Sum(count => count.Value));
        string[] wanted =
        [
            "crashes", "down for an hour", "stops in order", "zombies", "clock steps", "calls lost", "answers lost", "reads and acquires failed",
            "commits Fenced", "commits rejected: disk full", "commits unknown, applied", "commits unknown, not applied",
            "commits unknown, applied later", "submits Refused", "submits Unknown", "submits Existing", "submits Conflict",
            "jobs trimmed", "stale attempts entered", .. Enum.GetNames<ScheduleDecision>().Select(decision => $"occurrences {decision}"), .. Enum.GetNames<AttemptOutcome>().Select(outcome => $"attempts ended: {outcome}"),
        ];
        Assert.Equal([], wanted.Where(what => counts.GetValueOrDefault(what) == 0));
    }

    /// <summary>The checks can fail: each rule that is broken on purpose is noticed, as what it is, within so many seeds.</summary>
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
    [InlineData(nameof(Broken.TrimEarly), nameof(SimRule.WronglyTrimmed), 10)]
    [InlineData(nameof(Broken.FastClock), nameof(History.HistoryRule.ScheduleEarly), 20)]
    [InlineData(nameof(Broken.ForgetScheduleJobs), nameof(History.HistoryRule.ScheduleOverlap), 30)]
    [InlineData(nameof(Broken.ForgetScheduleJobs), nameof(SimRule.ScheduleActive), 10)]
    [InlineData(nameof(Broken.IgnoreMisfires), nameof(History.HistoryRule.ScheduleMisfire), 30)]
    public void Run_RuleBrokenOnPurpose_IsNoticed(string broken, string rule, int seeds) =>
        Assert.Contains(Enumerable.Range(1, seeds), seed => SimRun.Run(new SimOptions(seed, Enum.Parse<Broken>(broken))).Violations.Any(one => one.Rule == rule));

    [Fact]
    public void Parse_UnknownArgument_IsRefused()
    {
        Assert.Null(SimArguments.Parse(["--seeds", "many"], out var problem));
        Assert.Contains("--seeds", problem, StringComparison.Ordinal);
        Assert.Null(SimArguments.Parse(["--trace"], out _));
        Assert.Equal(Broken.SkipTermCheck, SimArguments.Parse(["--seed", "17", "--trace", "--break", "skip-term-check"], out _)!.Broken);
    }
}
