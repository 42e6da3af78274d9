namespace JobScheduler.Tests.History;

/// <summary>What one commit said of one schedule. Its decisions come first; its definition and its pause are what they are after it.</summary>
/// <param name="At">When it was durable.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="Clock">The owner's clock when it decided, at the latest; Unix milliseconds.</param>
internal sealed record ScheduleCommitted(DateTimeOffset At, string ScheduleId, long Clock) : HistoryEvent(At)
{
    /// <summary>It did not exist before.</summary>
    public bool Created { get; init; }

    /// <summary>It does not exist any more.</summary>
    public bool Deleted { get; init; }

    /// <summary>Created, or given another definition, paused or resumed: when, on the owner's clock.</summary>
    public long? ChangedAt { get; init; }

    /// <summary>The definition after it.</summary>
    public ScheduleSpec? Spec { get; init; }

    /// <summary>Paused after it.</summary>
    public bool Paused { get; init; }

    /// <summary>A catch-up may have been decided before this commit: its job's key had to be read first, or the commit is full.</summary>
    public bool MayBeDeferred { get; init; }

    /// <summary>Decisions in order of their numbers.</summary>
    public IReadOnlyList<DecisionSeen> Decisions { get; init; } = [];
}

/// <summary>A client asks for a backfill; whatever the answer, it may be carried out.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="From">Inclusive, Unix milliseconds.</param>
/// <param name="To">Exclusive.</param>
internal sealed record BackfillAsked(DateTimeOffset At, string ScheduleId, long From, long To) : HistoryEvent(At);

/// <summary>A decision, or what a commit added to one that grows.</summary>
/// <param name="Decision">What was decided.</param>
/// <param name="First">The first occurrence.</param>
/// <param name="Last">The last.</param>
/// <param name="Count">How many.</param>
/// <param name="DecidedAt">When, as stored.</param>
/// <param name="Reason">Why, as stored.</param>
/// <param name="JobId">The job that was made.</param>
/// <param name="RunAt">When that job is due; null if the commit has no such job.</param>
internal sealed record DecisionSeen(
    ScheduleDecision Decision, long First, long Last, long Count, long DecidedAt, string? Reason, string? JobId, long? RunAt)
{
    /// <summary>A job of the schedule that was made before this one and is not terminal.</summary>
    public string? Beside { get; init; }

    /// <summary>The decision was there before and grew: its first occurrence is at or after <see cref="First"/>.</summary>
    public bool Grown { get; init; }
}
