using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <summary>The operations of <see cref="IPartitionLog"/>.</summary>
public enum StoreOperation
{
    /// <summary><see cref="IPartitionLog.AcquireTermAsync"/>.</summary>
    AcquireTerm,

    /// <summary><see cref="IPartitionLog.CommitAsync"/>.</summary>
    Commit,

    /// <summary><see cref="IPartitionLog.LoadAsync"/>.</summary>
    Load,

    /// <summary><see cref="IPartitionLog.ReadEntriesAsync"/>.</summary>
    ReadEntries,

    /// <summary><see cref="IPartitionLog.ReadLinesAsync"/>.</summary>
    ReadLines,

    /// <summary><see cref="IPartitionLog.ReadRunningAsync"/>.</summary>
    ReadRunning,

    /// <summary><see cref="IPartitionLog.ReadSendsAsync"/>.</summary>
    ReadSends,

    /// <summary><see cref="IPartitionLog.ReadQueuesAsync"/>.</summary>
    ReadQueues,

    /// <summary><see cref="IPartitionLog.ReadCountersAsync"/>.</summary>
    ReadCounters,
}

/// <summary>A call that is about to be made.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Partition">Of which partition.</param>
/// <param name="Batch">Of a commit; else null.</param>
public sealed record StoreCall(StoreOperation Operation, int Partition, CommitBatch? Batch = null);

/// <summary>What happens to a call. Values are immutable and may be shared between calls.</summary>
public sealed record StoreFault
{
    private StoreFault()
    {
    }

    internal enum Effect
    {
        Pass,
        UnknownNotApplied,
        UnknownApplied,
        UnknownAppliesLater,
        Reject,
        Unavailable,
        UnavailableAfterwards,
    }

    internal Effect Kind { get; private init; }

    internal Task? Until { get; private init; }

    internal Task? When { get; private init; }

    internal CommitResult? Answer { get; private init; }

    /// <summary>Nothing: the call goes through.</summary>
    public static StoreFault None { get; } = new();

    /// <summary>Commits: answered Unknown, and never applied.</summary>
    public static StoreFault UnknownNotApplied { get; } = new() { Kind = Effect.UnknownNotApplied };

    /// <summary>Commits: applied if its term and seq allow, then answered Unknown.</summary>
    public static StoreFault UnknownApplied { get; } = new() { Kind = Effect.UnknownApplied };

    /// <summary>Acquire and reads: <see cref="StoreUnavailableException"/>, and nothing was done.</summary>
    public static StoreFault Unavailable { get; } = new() { Kind = Effect.Unavailable };

    /// <summary>Acquire and reads: done (the term is raised), then <see cref="StoreUnavailableException"/>.</summary>
    public static StoreFault UnavailableAfterwards { get; } = new() { Kind = Effect.UnavailableAfterwards };

    /// <summary>Commits: answered Unknown now; the batch is tried when the task completes, and applied unless it is fenced by then.</summary>
    /// <param name="when">Completes when the commit reaches the store. If it fails or is cancelled, the commit is lost.</param>
    public static StoreFault UnknownAppliesLater(Task when)
    {
        ArgumentNullException.ThrowIfNull(when);
        return new() { Kind = Effect.UnknownAppliesLater, When = when };
    }

    /// <summary>Commits: certainly not applied, answered Rejected.</summary>
    /// <param name="reason">Why, for example <see cref="RejectReason.DiskFull"/>.</param>
    /// <param name="detail">More for the log.</param>
    public static StoreFault Reject(RejectReason reason, string? detail = null) =>
        new() { Kind = Effect.Reject, Answer = new(CommitStatus.Rejected, reason, detail ?? "injected") };

    /// <summary>The same, after a wait before anything is done.</summary>
    /// <param name="until">What to wait for; the call's cancellation ends the wait too.</param>
    public StoreFault After(Task until)
    {
        ArgumentNullException.ThrowIfNull(until);
        return this with { Until = until };
    }
}
