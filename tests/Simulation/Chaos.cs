namespace JobScheduler.Simulation;

/// <summary>What goes wrong, from outside: crashes, stops, frozen processes that wake, stepped clocks, outages of the store.</summary>
internal sealed class Chaos(SimWorld world)
{
    private static readonly TimeSpan LongestTrap = TimeSpan.FromSeconds(12);
    private readonly Random _random = world.Random(7);

    public static IReadOnlyList<string> AllTypes { get; } = ["a", "b", "late"];

    public async Task RunAsync(Task workload)
    {
        while (!workload.IsCompleted)
        {
            await world.DelayAsync(world.Profile.ChaosEvery * (0.2 + _random.NextDouble()));
            if (world.Profile.IsCalm || workload.IsCompleted)
                continue;
            await (_random.Next(18) switch
            {
                < 4 => CrashAsync(),
                < 6 => StopAsync(),
                < 8 => ZombieAsync(),
                < 10 => StepClockAsync(),
                < 14 => CrashInFastPathAsync(),
                _ => OutageAsync(),
            });
        }
    }

    /// <summary>Ends all that is wrong: one healthy node that knows everything is left.</summary>
    public SimNode Heal()
    {
        world.IsHealed = true;
        world.Note("world", "is healed");
        foreach (var old in world.Nodes.Where(node => node.IsAlive && (node != world.Front || node.Types.Count < AllTypes.Count || _random.Next(3) == 0)))
            old.Kill();
        EndStaleActivations();
        var node = world.Front ?? world.StartNode(AllTypes);
        node.StepClock(TimeSpan.Zero);
        return node;
    }

    public SimNode StartNode()
    {
        var node = world.StartNode(_random.Next(2) == 0 ? AllTypes : ["a", "b"]);
        if (!world.Profile.IsCalm && _random.Next(4) == 0)
            node.StepClock(Step());
        return node;
    }

    private async Task CrashAsync()
    {
        world.Count("crashes");
        await DieWithinAsync(turns: 60);
    }

    /// <summary>Dies at a moment of a fast path, or a few turns later, when some of those who wait have heard of it and others have not.</summary>
    private async Task CrashInFastPathAsync()
    {
        var (moment, there) = ((FastMoment)_random.Next(3), _random.Next(2) == 0);
        if (moment == FastMoment.CompletionsWritten)
            world.Faults.Begin(StoreFaults.Outage.Slow, TimeSpan.FromSeconds(1)); // reports pile up behind a slow commit
        var reached = world.FastPaths.SetTrap(moment, there);
        await Task.WhenAny(reached, world.DelayAsync(LongestTrap));
        world.FastPaths.RemoveTrap();
        if (reached.IsCompleted)
            await DieWithinAsync(there ? 1 : 12);
    }

    private async Task DieWithinAsync(int turns)
    {
        // Not at a moment that the clock gives, but between any two turns.
        for (var i = _random.Next(turns); i > 0; i--)
            await Task.Yield();
        foreach (var node in world.Nodes.Where(node => node.IsAlive))
            node.Kill();
        if (_random.Next(12) == 0)
            await StayDownAsync();
        else
            await world.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(3) * _random.Next(1_500)));
        StartNode();
    }

    private async Task StayDownAsync()
    {
        world.Count("down for an hour");
        foreach (var schedule in world.Store.Partitions.SelectMany(rows => rows.Schedules.Values).Where(schedule => schedule.NextAt is not null))
            world.Count($"down for an hour: {schedule.Spec.Misfire}, {schedule.Spec.Overlap}");
        await world.DelayAsync(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(_random.Next(1_000)));
    }

    private async Task StopAsync()
    {
        if (world.Front is not { } node)
            return;
        world.Count("stops in order");
        await node.StopAsync(TimeSpan.FromMilliseconds(_random.Next(1_500)));
        await world.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(500)));
        StartNode();
    }

    private async Task ZombieAsync()
    {
        if (world.Front is not { } zombie)
            return;
        world.Count("zombies");
        for (var i = _random.Next(60); i > 0; i--)
            await Task.Yield();
        zombie.Freeze();
        await world.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(2_000)));
        StartNode();
        await world.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(6_000)));
        zombie.Thaw();
        await world.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(1, 6_000)));
        zombie.Kill();
        if (EndStaleActivations())
            StartNode();
    }

    // Two processes on one store exist only in a cluster. Where the one that took a partition last is gone, a cluster's directory makes
    // a new activation, also if an older one, which has had nothing to write since and so was not fenced, sits on another node.
    private bool EndStaleActivations()
    {
        var stale = world.Store.Partitions.Any(rows => world.Nodes.Exists(node => !node.IsAlive && rows.Head.Owner.StartsWith(node.Name + "#", StringComparison.Ordinal)));
        if (!stale || world.Front is not { } front)
            return false;
        world.Count("stale activations ended");
        front.Kill();
        return true;
    }

    private Task StepClockAsync()
    {
        world.Count("clock steps");
        world.Front?.StepClock(Step());
        return Task.CompletedTask;
    }

    private TimeSpan Step() => _random.Next(10) switch
    {
        0 => TimeSpan.FromMinutes(_random.Next(-5, 6)),
        < 4 => TimeSpan.FromMilliseconds(_random.Next(-200, 200)),
        _ => TimeSpan.FromMilliseconds(_random.Next(-20_000, 20_000)),
    };

    private Task OutageAsync()
    {
        world.Faults.Begin((StoreFaults.Outage)_random.Next(1, 5), TimeSpan.FromMilliseconds(_random.Next(50, 9_000)));
        return Task.CompletedTask;
    }
}
