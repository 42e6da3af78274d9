namespace JobScheduler.Grains.Core;

/// <summary>What the core must know of its surroundings to decide; taken anew for every batch.</summary>
/// <param name="Node">The process that claims.</param>
/// <param name="JobTypes">Job types with a handler, here or on another node, aliases included.</param>
/// <param name="PausedQueues">Queues no attempt of which may start.</param>
/// <param name="MayClaim">False while the node drains or does not know which queues are paused.</param>
public sealed record PartitionView(string Node, IReadOnlySet<string> JobTypes, IReadOnlySet<string> PausedQueues, bool MayClaim)
{
    /// <summary>Number of partitions of the store.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Job types that this node has no handler for, each with the nodes that have one; null: none.</summary>
    public IReadOnlyDictionary<string, string[]>? Elsewhere { get; init; }

    /// <summary>The node that performs an attempt. Tokens rise one by one, so attempts of a type spread evenly over the nodes that have it.</summary>
    /// <param name="jobType">Its job's type.</param>
    /// <param name="token">Its fencing token.</param>
    public string NodeFor(string jobType, long token) =>
        Elsewhere is not null && Elsewhere.TryGetValue(jobType, out var nodes) ? nodes[(int)(token % nodes.Length)] : Node;

    /// <summary>An occurrence decided later than this after its time is missed.</summary>
    public long MisfireAfterMs { get; init; } = 10_000;

    /// <summary>How long jobs are kept after they ended.</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.Forever;

    /// <summary>
    /// How early a claim may be committed; the handler is entered in time. A job that holds back others by its key, or has no attempt
    /// left to lose, is claimed at most <see cref="LeastLeadMs"/> early.
    /// </summary>
    public long LeadMs { get; init; } = LeastLeadMs;

    /// <summary>So early any job may be claimed.</summary>
    public const long LeastLeadMs = 5;
}

/// <summary>Sizes of what a partition keeps in memory.</summary>
/// <param name="HorizonMs">How far ahead the due index is read.</param>
/// <param name="WindowEntries">Entries of the due index in memory.</param>
/// <param name="LineEntries">Entries of each line in memory.</param>
/// <param name="KeyEntries">Entries of each key line in memory.</param>
public sealed record PartitionSizes(
    long HorizonMs = 60_000, int WindowEntries = 4_096, int LineEntries = 512, int KeyEntries = 16);
