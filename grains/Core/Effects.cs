using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>What the grain does once the batch is durable; never before, and not at all if it is not applied.</summary>
public abstract record Effect
{
    private protected Effect()
    {
    }

    /// <summary>Hand this attempt to the node that its newest attempt names, once.</summary>
    /// <param name="Job">The claimed row.</param>
    public sealed record Start(JobRecord Job) : Effect;

    /// <summary>Ask a claimed attempt to stop.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Token">The attempt's token.</param>
    /// <param name="Node">The node that performs it.</param>
    public sealed record Stop(string JobId, long Token, string Node) : Effect;

    /// <summary>Tell the node about a queue's row.</summary>
    /// <param name="Queue">The row.</param>
    public sealed record QueueChanged(QueueRecord Queue) : Effect;

    /// <summary>Deliver a send row.</summary>
    /// <param name="Row">The row.</param>
    public sealed record Send(SendRecord Row) : Effect;

    /// <summary>Log that an attempt failed: tried again, failed, timed out or lost.</summary>
    /// <param name="Job">The row right after that attempt; a dead letter if its state is failed.</param>
    public sealed record AttemptFailed(JobRecord Job) : Effect;

    /// <summary>Count an attempt that ended, however it did.</summary>
    /// <param name="Job">The row right after that attempt.</param>
    public sealed record AttemptEnded(JobRecord Job) : Effect;

    /// <summary>Tell watchers about a job.</summary>
    /// <param name="Job">The row after the commit.</param>
    /// <param name="Before">The row before it; null if it is new.</param>
    public sealed record Changed(JobRecord Job, JobRecord? Before) : Effect;
}

/// <summary>A claimable head of a line: what nodes compare between partitions.</summary>
/// <param name="Priority">Higher first.</param>
/// <param name="DueAt">Then earlier first.</param>
public readonly record struct ReadyHead(int Priority, long DueAt) : IComparable<ReadyHead>
{
    /// <summary>The better one is smaller.</summary>
    /// <param name="other">Another head.</param>
    public int CompareTo(ReadyHead other) => Priority != other.Priority ? other.Priority.CompareTo(Priority) : DueAt.CompareTo(other.DueAt);

    /// <summary>Is better.</summary>
    public static bool operator <(ReadyHead left, ReadyHead right) => left.CompareTo(right) < 0;

    /// <summary>Is worse.</summary>
    public static bool operator >(ReadyHead left, ReadyHead right) => left.CompareTo(right) > 0;

    /// <summary>Is better or equal.</summary>
    public static bool operator <=(ReadyHead left, ReadyHead right) => left.CompareTo(right) <= 0;

    /// <summary>Is worse or equal.</summary>
    public static bool operator >=(ReadyHead left, ReadyHead right) => left.CompareTo(right) >= 0;
}
