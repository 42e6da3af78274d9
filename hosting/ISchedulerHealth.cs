namespace JobScheduler;

/// <summary>Whether this node can take work: what <c>/readyz</c> answers.</summary>
public interface ISchedulerHealth
{
    /// <summary>The present state; cheap, no I/O.</summary>
    SchedulerReadiness GetReadiness();
}

/// <summary>A node's readiness.</summary>
/// <param name="Status">"ready", "starting", "draining", "stopped" or "unavailable".</param>
/// <param name="Node">The node's name.</param>
/// <param name="Store">"ok", or why the store cannot be written.</param>
/// <param name="PartitionsOwned">Partitions this node serves.</param>
/// <param name="Partitions">Partitions of the store.</param>
public sealed record SchedulerReadiness(string Status, string Node, string Store, int PartitionsOwned, int Partitions)
{
    /// <summary>Why the cluster leaves this node out, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>True when work is accepted.</summary>
    public bool IsReady => Status == "ready";
}
