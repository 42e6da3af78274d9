namespace JobScheduler;

/// <summary>A schedule as a caller declares it: which job, when, and what to do when things come in each other's way.</summary>
public sealed record ScheduleSubmission
{
    /// <summary>1 to 128 of <c>[A-Za-z0-9._~-]</c>, first alphanumeric.</summary>
    public required string Id { get; init; }

    /// <summary>A cron expression of 5 to 7 fields, a nickname as <c>@daily</c>, or <c>@every 90s</c>; see docs/cron.md.</summary>
    public required string Cron { get; init; }

    /// <summary>What each occurrence submits; without RunAt, Delay and IdempotencyKey.</summary>
    public required JobSubmission Job { get; init; }

    /// <summary>An IANA time zone of this machine. Default "UTC".</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>When a job of the schedule is not terminal yet. Default skip.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Skip;

    /// <summary>When an occurrence was missed. Default fire_once.</summary>
    public MisfirePolicy Misfire { get; init; } = MisfirePolicy.FireOnce;

    /// <summary>How old a missed occurrence may be to be caught up with, 0 to 366 days. Default 7 days.</summary>
    public TimeSpan CatchUpWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many missed occurrences fire_all fires at the most, 1 to 10000. Default 1000.</summary>
    public int CatchUpLimit { get; init; } = 1000;

    /// <summary>Each job starts up to this much after its occurrence, stable per occurrence and never before; 0 to 1 day. Default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Moves the times of <c>@every</c>, 0 to less than its interval. Default 0.</summary>
    public TimeSpan Phase { get; init; }

    /// <summary>Cron expressions and dates (yyyy-MM-dd, in the schedule's zone) whose occurrences are excluded; at most 64.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = Array.Empty<string>();

    /// <summary>No occurrence before this time.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>No occurrence at or after this time.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>The schedule ends after so many fired occurrences, 1 or more; triggered and backfilled jobs do not count.</summary>
    public long? MaxRuns { get; init; }

    /// <summary>Counts only when the schedule is created: it begins paused.</summary>
    public bool Paused { get; init; }

    /// <summary>Counts only when the schedule is created paused: why.</summary>
    public string? Note { get; init; }
}

/// <summary>When a write of a schedule is allowed.</summary>
public sealed record SchedulePrecondition
{
    /// <summary>Only if it does not exist yet.</summary>
    public static SchedulePrecondition Absent { get; } = new() { MustBeAbsent = true };

    /// <summary>Only if this is its version.</summary>
    /// <param name="version">The version it must have.</param>
    public static SchedulePrecondition HasVersion(long version) => new() { Version = version };

    /// <summary>It must not exist.</summary>
    public bool MustBeAbsent { get; private init; }

    /// <summary>It must exist in this version.</summary>
    public long? Version { get; private init; }
}

/// <summary>Occurrences of the past, or of any time, to be made good.</summary>
public sealed record ScheduleBackfill
{
    /// <summary>Inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Instead of the schedule's own overlap policy.</summary>
    public OverlapPolicy? Overlap { get; init; }

    /// <summary>Only count.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What a backfill does, or would do.</summary>
/// <param name="Count">Occurrences in the range that are not excluded.</param>
/// <param name="Excluded">Occurrences in the range that are excluded.</param>
/// <param name="DryRun">Nothing was done.</param>
public sealed record ScheduleBackfillResult(int Count, int Excluded, bool DryRun);

/// <summary>What a preview looks at.</summary>
public sealed record SchedulePreviewRequest
{
    /// <summary>The expression.</summary>
    public required string Cron { get; init; }

    /// <summary>Default "UTC".</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Times after this one. Default now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>How many, 1 to 1000. Default 5.</summary>
    public int Count { get; init; } = 5;

    /// <summary>The schedule's id, for <c>H</c>.</summary>
    public string? Id { get; init; }

    /// <summary>As in the schedule.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>As in the schedule.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>As in the schedule.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = Array.Empty<string>();

    /// <summary>As in the schedule.</summary>
    public TimeSpan Phase { get; init; }
}

/// <summary>When an expression fires.</summary>
/// <param name="Description">In words.</param>
/// <param name="Next">The next times, in UTC.</param>
/// <param name="NextLocal">The same in the zone.</param>
/// <param name="Notes">What daylight saving does to them.</param>
public sealed record SchedulePreview(
    string Description, IReadOnlyList<DateTimeOffset> Next, IReadOnlyList<DateTimeOffset> NextLocal, IReadOnlyList<string> Notes);
