namespace JobScheduler;

/// <summary>A schedule as it is stored. Times are UTC, to the millisecond.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ScheduleSnapshot")]
public sealed record ScheduleSnapshot
{
    /// <summary>Its id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Its definition with all defaults filled in.</summary>
    [Id(1)]
    public required ScheduleSpec Definition { get; init; }

    /// <summary>The expression and zone in words.</summary>
    [Id(2)]
    public string Description { get; init; } = "";

    /// <summary>Occurrences that fired.</summary>
    [Id(3)]
    public long Runs { get; init; }

    /// <summary>No occurrence fires.</summary>
    [Id(4)]
    public bool Paused { get; init; }

    /// <summary>Why.</summary>
    [Id(5)]
    public string? Note { get; init; }

    /// <summary>By whom.</summary>
    [Id(6)]
    public string? PausedBy { get; init; }

    /// <summary>Since when.</summary>
    [Id(7)]
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The next occurrence that is not excluded; null when paused or when none follows.</summary>
    [Id(8)]
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>The last occurrence that fired.</summary>
    [Id(9)]
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>When it was created.</summary>
    [Id(10)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its definition or pause last changed.</summary>
    [Id(11)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Rises with every change of the definition, pause and resume, from 1.</summary>
    [Id(12)]
    public long Version { get; init; }

    /// <summary>Its jobs that are not terminal.</summary>
    [Id(13)]
    public long ActiveJobs { get; init; }

    /// <summary>Its occurrences that wait for those jobs to end.</summary>
    [Id(14)]
    public int Waiting { get; init; }
}

/// <summary>A schedule that was written.</summary>
/// <param name="Schedule">As it is now.</param>
/// <param name="Created">False: it existed.</param>
public sealed record ScheduleResult(ScheduleSnapshot Schedule, bool Created);

/// <summary>A decision about one occurrence, or about several in a row.</summary>
public sealed record ScheduleRun
{
    /// <summary>What was decided.</summary>
    public required ScheduleDecision Decision { get; init; }

    /// <summary>The occurrence, or the first of several; for a trigger, when it was asked for.</summary>
    public required DateTimeOffset NominalAt { get; init; }

    /// <summary>The last of several, or null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many occurrences; counting ends at 100,000.</summary>
    public long Count { get; init; } = 1;

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Why, or null where it needs no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The job it made, or null.</summary>
    public string? JobId { get; init; }

    /// <summary>That job's state now; null once it is trimmed.</summary>
    public JobState? JobState { get; init; }
}
