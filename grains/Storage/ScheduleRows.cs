namespace JobScheduler.Grains.Storage;

/// <summary>A schedule's row. Times are Unix milliseconds.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ScheduleRecord")]
public sealed record ScheduleRecord
{
    // --- changes with the definition only

    /// <summary>Its id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Its definition.</summary>
    [Id(1)]
    public required ScheduleSpec Spec { get; init; }

    /// <summary>When it was created.</summary>
    [Id(2)]
    public required long CreatedAt { get; init; }

    // --- changes with every occurrence

    /// <summary>Rises with every change of the definition, pause and resume.</summary>
    [Id(3)]
    public long Version { get; init; } = 1;

    /// <summary>When the definition or the pause last changed.</summary>
    [Id(4)]
    public long UpdatedAt { get; init; }

    /// <summary>No occurrence fires.</summary>
    [Id(5)]
    public bool Paused { get; init; }

    /// <summary>Why.</summary>
    [Id(6)]
    public string? Note { get; init; }

    /// <summary>By whom.</summary>
    [Id(7)]
    public string? PausedBy { get; init; }

    /// <summary>Since when.</summary>
    [Id(8)]
    public long? PausedAt { get; init; }

    /// <summary>Occurrences that fired.</summary>
    [Id(9)]
    public long Runs { get; init; }

    /// <summary>The last occurrence that fired.</summary>
    [Id(10)]
    public long? LastRunAt { get; init; }

    /// <summary>Every occurrence at or before this time is decided: none is decided twice, whatever the clock does.</summary>
    [Id(11)]
    public long DecidedThrough { get; init; }

    /// <summary>The first occurrence that is not decided, excluded or not; null when none follows or the schedule is paused.</summary>
    [Id(12)]
    public long? NextAt { get; init; }

    /// <summary>The place of its valid entry in the due index; null without one.</summary>
    [Id(13)]
    public Position? At { get; init; }

    /// <summary>Number of its next decision.</summary>
    [Id(14)]
    public long NextDecision { get; init; } = 1;

    /// <summary>How many of its jobs are not terminal: as many as it has rows of <see cref="ScheduleJobRecord"/>.</summary>
    [Id(15)]
    public long Active { get; init; }

    /// <summary>Occurrences that wait for its jobs to end, oldest first.</summary>
    [Id(16)]
    public IReadOnlyList<long> Waiting { get; init; } = [];

    /// <summary>The newest decision, if it is one that the next of its kind is added to; else null.</summary>
    [Id(17)]
    public DecisionRecord? Open { get; init; }

    /// <summary>Backfills under way, oldest first.</summary>
    [Id(18)]
    public IReadOnlyList<BackfillRecord> Backfills { get; init; } = [];
}

/// <summary>What is left of a backfill.</summary>
/// <param name="Next">Occurrences at or after this time are to be decided.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Overlap">Under which policy.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.BackfillRecord")]
public sealed record BackfillRecord(
    [property: Id(0)] long Next,
    [property: Id(1)] long To,
    [property: Id(2)] OverlapPolicy Overlap);

/// <summary>A decision about an occurrence, or several in a row. A schedule's decisions are numbered from 1.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="NominalAt">The occurrence, or the first.</param>
/// <param name="Until">The last of several, or null.</param>
/// <param name="Count">How many.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="JobId">The job it made, or null.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.DecisionRecord")]
public sealed record DecisionRecord(
    [property: Id(0)] long Number,
    [property: Id(1)] ScheduleDecision Decision,
    [property: Id(2)] long NominalAt,
    [property: Id(3)] long? Until,
    [property: Id(4)] long Count,
    [property: Id(5)] long DecidedAt,
    [property: Id(6)] string? Reason,
    [property: Id(7)] string? JobId);

/// <summary>A job of a schedule that is not terminal. The row is written with the job and goes when that ends.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="JobId">The job, in whatever partition.</param>
public sealed record ScheduleJobRecord(string ScheduleId, string JobId);

/// <summary>A decision as it is shown.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Job">The row of the job it made; null if it made none, or that is gone.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.StoredDecision")]
public sealed record StoredDecision(
    [property: Id(0)] DecisionRecord Decision,
    [property: Id(1)] JobRecord? Job);
