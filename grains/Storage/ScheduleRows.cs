namespace JobScheduler.Grains.Storage;

/// <summary>A schedule's row. Times are Unix milliseconds.</summary>
public sealed record ScheduleRecord
{
    // --- changes with the definition only

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its definition.</summary>
    public required ScheduleSpec Spec { get; init; }

    /// <summary>When it was created.</summary>
    public required long CreatedAt { get; init; }

    // --- changes with every occurrence

    /// <summary>Rises with every change of the definition, pause and resume.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When the definition or the pause last changed.</summary>
    public long UpdatedAt { get; init; }

    /// <summary>No occurrence fires.</summary>
    public bool Paused { get; init; }

    /// <summary>Why.</summary>
    public string? Note { get; init; }

    /// <summary>By whom.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Since when.</summary>
    public long? PausedAt { get; init; }

    /// <summary>Occurrences that fired.</summary>
    public long Runs { get; init; }

    /// <summary>The last occurrence that fired.</summary>
    public long? LastRunAt { get; init; }

    /// <summary>Every occurrence at or before this time is decided: none is decided twice, whatever the clock does.</summary>
    public long DecidedThrough { get; init; }

    /// <summary>The first occurrence that is not decided, excluded or not; null when none follows or the schedule is paused.</summary>
    public long? NextAt { get; init; }

    /// <summary>The place of its valid entry in the due index; null without one.</summary>
    public Position? At { get; init; }

    /// <summary>Number of its next decision.</summary>
    public long NextDecision { get; init; } = 1;

    /// <summary>How many of its jobs are not terminal: as many as it has rows of <see cref="ScheduleJobRecord"/>.</summary>
    public long Active { get; init; }

    /// <summary>Occurrences that wait for its jobs to end, oldest first.</summary>
    public IReadOnlyList<long> Waiting { get; init; } = [];

    /// <summary>The newest decision, if it is one that the next of its kind is added to; else null.</summary>
    public DecisionRecord? Open { get; init; }

    /// <summary>Backfills under way, oldest first.</summary>
    public IReadOnlyList<BackfillRecord> Backfills { get; init; } = [];
}

/// <summary>What is left of a backfill.</summary>
/// <param name="Next">Occurrences at or after this time are to be decided.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Overlap">Under which policy.</param>
public sealed record BackfillRecord(long Next, long To, OverlapPolicy Overlap);

/// <summary>A decision about an occurrence, or several in a row. A schedule's decisions are numbered from 1.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="NominalAt">The occurrence, or the first.</param>
/// <param name="Until">The last of several, or null.</param>
/// <param name="Count">How many.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="JobId">The job it made, or null.</param>
public sealed record DecisionRecord(
    long Number, ScheduleDecision Decision, long NominalAt, long? Until, long Count, long DecidedAt, string? Reason, string? JobId);

/// <summary>A job of a schedule that is not terminal. The row is written with the job and goes when that ends.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="JobId">The job, in whatever partition.</param>
public sealed record ScheduleJobRecord(string ScheduleId, string JobId);

/// <summary>A decision as it is shown.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Job">The row of the job it made; null if it made none, or that is gone.</param>
public sealed record StoredDecision(DecisionRecord Decision, JobRecord? Job);
