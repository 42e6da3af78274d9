namespace JobScheduler;

/// <summary>A partition as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.PartitionInfo")]
public sealed record PartitionInfo
{
    /// <summary>Its number.</summary>
    [Id(0)]
    public required int Partition { get; init; }

    /// <summary>The node that serves it; null: none does now, and the other figures are 0.</summary>
    [Id(1)]
    public string? Node { get; init; }

    /// <summary>The owner's term.</summary>
    [Id(2)]
    public long Term { get; init; }

    /// <summary>Entries of the due index and of lines, and running attempts, in the owner's memory.</summary>
    [Id(3)]
    public int InMemory { get; init; }

    /// <summary>Jobs that stand in a line: due, and not claimed.</summary>
    [Id(4)]
    public long Queued { get; init; }

    /// <summary>Attempts that are claimed.</summary>
    [Id(5)]
    public int Running { get; init; }

    /// <summary>For how long the oldest job at the head of a line has been due, milliseconds; null if none waits.</summary>
    [Id(6)]
    public long? OldestQueuedMs { get; init; }

    /// <summary>How long its commits take.</summary>
    [Id(7)]
    public CommitTimes CommitMs { get; init; } = CommitTimes.None;
}

/// <summary>From handing a commit to the store to its answer, milliseconds, over the owner's last commits of the partition (at most 500).</summary>
/// <param name="P50">Median; null if there was none.</param>
/// <param name="P99">99th percentile.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.CommitTimes")]
public sealed record CommitTimes([property: Id(0)] double? P50, [property: Id(1)] double? P99)
{
    /// <summary>Of an owner that has not committed anything yet.</summary>
    public static CommitTimes None { get; } = new(null, null);
}
