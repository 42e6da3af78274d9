using JobScheduler.Simulation;
using Xunit;

namespace JobScheduler.Tests.Simulation;

/// <summary>The simulation as part of the test run; <c>.ci/run</c> runs more seeds, see docs/simulation.md.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 100;
    private const int SeedsPerTest = 25;

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
        var counts = Enumerable.Range(1, 60).SelectMany(seed => SimRun.Run(new SimOptions(seed)).Counts)
            .GroupBy(count => count.Key).ToDictionary(same => same.Key, same => same.Sum(count => count.Value));
        string[] wanted =
        [
            "crashes", "down for an hour", "stops in order", "zombies", "clock steps", "calls lost", "answers lost", "reads and acquires failed",
            "commits Fenced", "commits rejected: disk full", "commits unknown, applied", "commits unknown, not applied",
            "commits unknown, applied later", "submits Refused", "submits Unknown", "submits Existing", "submits Conflict",
            "jobs trimmed", "stale attempts entered",
            .. new[] { "rejected", "unknown, not written", "unknown, written", "unknown, written later" }
                .SelectMany(what => new[] { $"fast: claimed inserts {what}", $"fast: completions {what}" }),
            .. Enum.GetNames<FastMoment>().SelectMany(moment => new[] { $"fast: crashes at {moment}", $"fast: crashes after {moment}" }),
            "fast: terms taken as a handler entered", "fast: terms taken as a handler returned", "fast: refused reports sent as calls",
            .. Enum.GetNames<ScheduleDecision>().Select(decision => $"occurrences {decision}"), .. Enum.GetNames<AttemptOutcome>().Select(outcome => $"attempts ended: {outcome}"),
        ];
        Assert.Equal([], wanted.Where(what => counts.GetValueOrDefault(what) == 0));
    }

    [Fact]
    public void Parse_UnknownArgument_IsRefused()
    {
        Assert.Null(SimArguments.Parse(["--seeds", "many"], out var problem));
        Assert.Contains("--seeds", problem, StringComparison.Ordinal);
        Assert.Null(SimArguments.Parse(["--trace"], out _));
        Assert.Equal(Broken.SkipTermCheck, SimArguments.Parse(["--seed", "17", "--trace", "--break", "skip-term-check"], out _)!.Broken);
    }
}
