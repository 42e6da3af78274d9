namespace JobScheduler;

/// <summary>A queue with its counts.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.QueueSnapshot")]
public sealed record QueueSnapshot
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>No attempt of it starts.</summary>
    [Id(1)]
    public bool Paused { get; init; }

    /// <summary>Why it is paused.</summary>
    [Id(2)]
    public string? Note { get; init; }

    /// <summary>Who paused it.</summary>
    [Id(3)]
    public string? PausedBy { get; init; }

    /// <summary>When it was paused.</summary>
    [Id(4)]
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Jobs not due.</summary>
    [Id(5)]
    public long Scheduled { get; init; }

    /// <summary>Jobs due and not running.</summary>
    [Id(6)]
    public long Queued { get; init; }

    /// <summary>Jobs running.</summary>
    [Id(7)]
    public long Running { get; init; }

    /// <summary>Dead letters.</summary>
    [Id(8)]
    public long Failed { get; init; }

    /// <summary>Age of the oldest due job that waits, from its due time; null if none waits.</summary>
    [Id(9)]
    public long? OldestQueuedMs { get; init; }
}

/// <summary>Counts by state.</summary>
/// <param name="Scheduled">Not due.</param>
/// <param name="Queued">Due and not running.</param>
/// <param name="Running">Running.</param>
/// <param name="Completed">Completed and kept.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="Cancelled">Cancelled and kept.</param>
public sealed record StateCounts(long Scheduled, long Queued, long Running, long Completed, long Failed, long Cancelled);

/// <summary>Events per second, averaged over a window that ends now.</summary>
/// <param name="Window">Length of the window.</param>
/// <param name="Submitted">Jobs accepted.</param>
/// <param name="Started">Attempts entered.</param>
/// <param name="Finished">Attempts ended.</param>
public sealed record RateSnapshot(TimeSpan Window, double Submitted, double Started, double Finished);

/// <summary>Start of first attempts minus due time, in milliseconds, over a window that ends now.</summary>
/// <param name="Window">Length of the window.</param>
/// <param name="Count">First attempts in it.</param>
/// <param name="P50">Median; null if there was none.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Worst.</param>
public sealed record LatenessSnapshot(TimeSpan Window, long Count, double? P50, double? P95, double? P99, double? Max);

/// <summary>Counts, rates and lateness at one moment.</summary>
public sealed record StatsSnapshot
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>All jobs.</summary>
    public required StateCounts ByState { get; init; }

    /// <summary>By job type.</summary>
    public required IReadOnlyDictionary<string, StateCounts> ByJobType { get; init; }

    /// <summary>By queue.</summary>
    public required IReadOnlyDictionary<string, StateCounts> ByQueue { get; init; }

    /// <summary>The last minute.</summary>
    public required RateSnapshot PerSecond { get; init; }

    /// <summary>The last 15 minutes.</summary>
    public required LatenessSnapshot LatenessMs { get; init; }

    /// <summary>Free space where the data lies; null if the store is not on a disk of this node.</summary>
    public long? DiskFreeBytes { get; init; }
}
