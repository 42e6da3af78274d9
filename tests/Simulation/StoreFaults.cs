using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Simulation;

/// <summary>Decides what happens to each call of the store: single faults by chance, and outages that chaos begins.</summary>
internal sealed class StoreFaults(SimWorld world, Random random)
{
    private Outage _outage;
    private DateTimeOffset _until;

    internal enum Outage
    {
        None,
        Unreachable,
        DiskFull,
        Doubtful,
        Slow,
    }

    public bool AreQueriesDown => Present == Outage.Unreachable;

    /// <summary>No commit is still on its way.</summary>
    public bool IsQuiet => world.Log.PendingCommits == 0;

    private Outage Present => world.Now < _until && !world.IsHealed ? _outage : Outage.None;

    public void Begin(Outage outage, TimeSpan time)
    {
        (_outage, _until) = (outage, world.Now + time);
        world.Count($"outages: {outage}");
        world.Note("store", $"{outage} for {time.TotalMilliseconds} ms");
    }

    public StoreFault Next(StoreCall call)
    {
        if (world.IsHealed)
            return StoreFault.None;
        var fault = call.Operation == StoreOperation.Commit ? world.FastPaths.Next(call.Batch!) ?? Commit() : Read();
        if (fault != StoreFault.None)
            world.Note("store", $"{call.Operation} of partition {call.Partition} seq {call.Batch?.Seq}: {fault}");
        return fault;
    }

    private StoreFault Commit()
    {
        switch (Present)
        {
            case Outage.DiskFull:
                world.Count("commits rejected: disk full");
                return StoreFault.Reject(RejectReason.DiskFull);
            case Outage.Unreachable:
                return Unknown();
            case Outage.Doubtful when random.Next(2) == 0:
                return Unknown();
            case Outage.Slow:
                return StoreFault.None.After(world.DelayAsync(TimeSpan.FromMilliseconds(random.Next(1, 6_000))));
            default:
                if (random.NextDouble() >= world.Profile.CommitFaults)
                    return StoreFault.None;
                return random.Next(5) == 0 ? Reject() : Unknown();
        }
    }

    private StoreFault Reject()
    {
        world.Count("commits rejected: unavailable");
        return StoreFault.Reject(RejectReason.Unavailable);
    }

    private StoreFault Unknown()
    {
        switch (random.Next(3))
        {
            case 0:
                world.Count("commits unknown, not applied");
                return StoreFault.UnknownNotApplied;
            case 1:
                world.Count("commits unknown, applied");
                return StoreFault.UnknownApplied;
            default:
                world.Count("commits unknown, applied later");
                return StoreFault.UnknownAppliesLater(world.DelayAsync(TimeSpan.FromMilliseconds(random.Next(1, 3_000))));
        }
    }

    private StoreFault Read()
    {
        var present = Present;
        if (present == Outage.Slow)
            return StoreFault.None.After(world.DelayAsync(TimeSpan.FromMilliseconds(random.Next(1, 1_000))));
        if (present != Outage.Unreachable && random.NextDouble() >= world.Profile.ReadFaults)
            return StoreFault.None;
        world.Count("reads and acquires failed");
        return random.Next(2) == 0 ? StoreFault.Unavailable : StoreFault.UnavailableAfterwards;
    }
}
