using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Simulation;

/// <summary>A moment of a fast path at which a process may die.</summary>
internal enum FastMoment
{
    /// <summary>A commit has stored a job that it claims as well; nobody was answered, and no handler was entered.</summary>
    ClaimedInsertWritten,

    /// <summary>A commit has stored several completions; no attempt has heard of it.</summary>
    CompletionsWritten,

    /// <summary>A handler has returned; its report is not queued yet.</summary>
    HandlerReturned,
}

/// <summary>
/// Faults aimed at the fast paths: the job that is inserted already claimed, the commit that holds many completions, and the report that
/// goes through a queue in memory.
/// </summary>
internal sealed class FastPathFaults(SimWorld world, Random random)
{
    private Trap? _trap;

    /// <summary>The commit inserts and claims a job at once.</summary>
    public static bool InsertsClaimed(CommitBatch batch) => batch.Mutations.Any(mutation => mutation is InsertJob { Job.State: StoredState.Claimed });

    /// <summary>The commit completes several jobs.</summary>
    public static bool CompletesSeveral(CommitBatch batch) => batch.Mutations.Count(mutation => mutation is UpdateJob { Job.State: StoredState.Completed }) > 1;

    /// <summary>The commit is one of a fast path.</summary>
    public static bool IsFast(CommitBatch batch) => InsertsClaimed(batch) || CompletesSeveral(batch);

    /// <summary>What happens to a commit because it is one of a fast path; null: nothing.</summary>
    public StoreFault? Next(CommitBatch batch)
    {
        if (!IsFast(batch) || random.NextDouble() >= world.Profile.FastPathFaults)
            return null;
        var (what, fault) = random.Next(4) switch
        {
            0 => ("rejected", StoreFault.Reject(RejectReason.Unavailable)),
            1 => ("unknown, not written", StoreFault.UnknownNotApplied),
            2 => ("unknown, written", StoreFault.UnknownApplied),
            _ => ("unknown, written later", StoreFault.UnknownAppliesLater(world.DelayAsync(TimeSpan.FromMilliseconds(random.Next(1, 3_000))))),
        };
        if (InsertsClaimed(batch))
            world.Count($"fast: claimed inserts {what}");
        if (CompletesSeveral(batch))
            world.Count($"fast: completions {what}");
        return fault;
    }

    /// <summary>A commit has reached the rows.</summary>
    public void Written(CommitBatch batch, SimNode? writer)
    {
        if (InsertsClaimed(batch))
            Reached(FastMoment.ClaimedInsertWritten, writer);
        if (CompletesSeveral(batch))
            Reached(FastMoment.CompletionsWritten, writer);
    }

    /// <summary>A handler is entered: its partition may lose its term, so that the report finds its owner fenced.</summary>
    public Task EnteredAsync(int partition) => TakeTermAsync(partition, "entered");

    /// <summary>A handler has returned, and its report is not queued: its partition may lose its term, or the process die.</summary>
    public async Task ReturnedAsync(SimNode node, int partition)
    {
        Reached(FastMoment.HandlerReturned, node);
        await TakeTermAsync(partition, "returned");
        if (!node.IsAlive)
            await Task.Yield(); // nothing follows in a dead process
    }

    /// <summary>Lets the next process that comes to a moment die, there or soon after.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="there">Die at once; else only tell.</param>
    /// <returns>Completes at the moment.</returns>
    public Task SetTrap(FastMoment moment, bool there)
    {
        _trap = new Trap(moment, there);
        return _trap.Sprung.Task;
    }

    /// <summary>Nobody dies any more at the moment of the last trap.</summary>
    public void RemoveTrap() => _trap = null;

    private void Reached(FastMoment moment, SimNode? node)
    {
        world.Count($"fast: reached {moment}");
        if (_trap is not { } trap || trap.Moment != moment || node is not { IsAlive: true })
            return;
        _trap = null;
        world.Count($"fast: crashes {(trap.There ? "at" : "after")} {moment}");
        if (trap.There)
            node.Kill();
        trap.Sprung.SetResult();
    }

    // By an owner that writes nothing and is gone: what another silo does that takes a partition and dies.
    private async Task TakeTermAsync(int partition, string when)
    {
        if (world.IsHealed || random.NextDouble() >= world.Profile.TermFaults)
            return;
        world.Count($"fast: terms taken as a handler {when}");
        await world.Observer.AcquireTermAsync(partition, "taker#0", null, CancellationToken.None);
    }

    private sealed record Trap(FastMoment Moment, bool There)
    {
        public TaskCompletionSource Sprung { get; } = new(); // completed on the world's thread
    }
}
