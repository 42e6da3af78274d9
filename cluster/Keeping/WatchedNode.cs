namespace JobScheduler.Cluster.Keeping;

/// <summary>What a silo knows of another one.</summary>
internal sealed class WatchedNode(SiloAddress address)
{
    /// <summary>Where it is; another address is another start of the process.</summary>
    public SiloAddress Address { get; } = address;

    /// <summary>What it said of itself last; null: nothing yet.</summary>
    public NodeSnapshot? Snapshot { get; set; }

    /// <summary>How far its wall clock is ahead of ours.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>When it was asked last, by the monotonic clock; null: never.</summary>
    public long? AskedAt { get; set; }

    /// <summary>A question is under way.</summary>
    public bool IsAsked { get; set; }
}
