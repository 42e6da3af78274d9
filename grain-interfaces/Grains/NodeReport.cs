namespace JobScheduler;

/// <summary>A node with everything an operator asks about it.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.NodeReport")]
public sealed record NodeReport
{
    /// <summary>What it is and does now.</summary>
    [Id(0)]
    public required NodeSnapshot Node { get; init; }

    /// <summary>Attempts that were abandoned there and still hold their slot, the longest first; the first 100.</summary>
    [Id(1)]
    public StuckAttempt[] Stuck { get; init; } = [];

    /// <summary>The partitions it serves, by number.</summary>
    [Id(2)]
    public PartitionInfo[] Partitions { get; init; } = [];
}
