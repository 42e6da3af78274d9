using JobScheduler.Grains.Core;

namespace JobScheduler.Simulation;

/// <summary>What kind of world a seed gives: sizes small enough that paging and overflow happen, and how much goes wrong.</summary>
internal sealed record SimProfile
{
    public required int Partitions { get; init; }

    public required int Slots { get; init; }

    public required PartitionSizes Sizes { get; init; }

    /// <summary>Nothing goes wrong in such a world, so it is also judged how soon things happen.</summary>
    public required bool IsCalm { get; init; }

    /// <summary>Chance of each commit to be answered Unknown or Rejected.</summary>
    public required double CommitFaults { get; init; }

    /// <summary>Chance of each read or acquire to find the store out of reach.</summary>
    public required double ReadFaults { get; init; }

    /// <summary>Chance of each call between grains to lose its answer, or to be lost itself.</summary>
    public required double CallFaults { get; init; }

    public required int Clients { get; init; }

    public required int OperationsPerClient { get; init; }

    public required TimeSpan ChaosEvery { get; init; }

    /// <summary>Longest pause of a client between two operations.</summary>
    public required TimeSpan Think { get; init; }

    /// <summary>An occurrence decided later than this is missed: short, so that crashes and outages last longer.</summary>
    public required TimeSpan MisfireAfter { get; init; }

    /// <summary>What is asked of schedules.</summary>
    public required int ScheduleOperations { get; init; }

    /// <summary>In some worlds jobs are kept for seconds, so that they vanish in the middle of everything.</summary>
    public required RetentionRules Retention { get; init; }

    /// <summary>Attempts are started and reported by calls, as between silos, which get lost; else by hand on their node.</summary>
    public required bool StartsByCalls { get; init; }

    /// <summary>Clients like batches that are due at once, and there are slots for them: then completions come together.</summary>
    public required bool IsRush { get; init; }

    /// <summary>Chance of each commit of a fast path to fail, or to be answered Unknown.</summary>
    public required double FastPathFaults { get; init; }

    /// <summary>Chance, at each handler's begin and end, that its partition loses its term.</summary>
    public required double TermFaults { get; init; }

    public static SimProfile Draw(Random random)
    {
        var calm = random.Next(8) == 0;
        var busy = random.Next(3) == 0;
        var rush = random.Next(3) == 0;
        return new SimProfile
        {
            Partitions = random.Next(1, 5),
            Slots = rush ? random.Next(6, 17) : random.Next(1, 7),
            Sizes = new PartitionSizes(
                HorizonMs: random.Next(500, 20_000),
                WindowEntries: random.Next(4, 17),
                LineEntries: random.Next(4, 13),
                KeyEntries: random.Next(4, 7)),
            IsCalm = calm,
            CommitFaults = calm || random.Next(4) == 0 ? 0 : random.NextDouble() * 0.08,
            ReadFaults = calm || random.Next(4) == 0 ? 0 : random.NextDouble() * 0.04,
            CallFaults = calm || random.Next(2) == 0 ? 0 : random.NextDouble() * 0.04,
            Clients = random.Next(2, 6),
            OperationsPerClient = random.Next(12, 36),
            ChaosEvery = TimeSpan.FromMilliseconds(random.Next(500, 6_000)),
            Think = TimeSpan.FromMilliseconds(busy ? random.Next(5, 100) : random.Next(200, 2_000)),
            MisfireAfter = TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 500, 1 => 2_500, _ => 10_000 }),
            ScheduleOperations = random.Next(8, 20),
            Retention = random.Next(3) == 0 ? DrawRetention(random) : RetentionRules.Forever,
            StartsByCalls = random.Next(3) == 0,
            IsRush = rush,
            FastPathFaults = calm || random.Next(2) == 0 ? 0 : random.NextDouble() * 0.5,
            TermFaults = calm || random.Next(2) == 0 ? 0 : random.NextDouble() * 0.05,
        };
    }

    private static RetentionRules DrawRetention(Random random) => new(
        new RetentionPeriods(random.Next(1_000, 30_000), random.Next(1_000, 60_000), random.Next(3) == 0 ? null : random.Next(0, 30_000)),
        new Dictionary<string, RetentionPeriods> { ["b"] = new(random.Next(0, 5_000), null, random.Next(0, 90_000)) },
        leastOfSentMs: random.Next(50_000, 90_000));
}
