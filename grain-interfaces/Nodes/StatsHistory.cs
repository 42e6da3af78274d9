namespace JobScheduler;

/// <summary>How long a step of the history is.</summary>
public enum StatsResolution
{
    /// <summary>A second; the last 15 minutes are kept.</summary>
    Second,

    /// <summary>A minute; the last 24 hours are kept.</summary>
    Minute,
}

/// <summary>What happened, step by step.</summary>
/// <param name="Resolution">How long a step is.</param>
/// <param name="Step">The same as a duration.</param>
/// <param name="Points">
/// One per step, oldest first, without a step left out; from the start of the node that has been up longest, or as far back as is kept, to
/// the last step that is over.
/// </param>
public sealed record StatsHistory(StatsResolution Resolution, TimeSpan Step, IReadOnlyList<StatsPoint> Points);

/// <summary>What happened in one step, of all nodes together.</summary>
public sealed record StatsPoint
{
    /// <summary>When the step began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Jobs that callers submitted.</summary>
    public long Submitted { get; init; }

    /// <summary>Attempts entered.</summary>
    public long Started { get; init; }

    /// <summary>Attempts ended, however they did.</summary>
    public long Finished { get; init; }

    /// <summary>Those of them that failed: to be tried again, for good, or by their time-out.</summary>
    public long Failed { get; init; }

    /// <summary>Jobs that stood in a line, due and not claimed: of the looks at it in this step, about one a second, the greatest.</summary>
    public long Queued { get; init; }

    /// <summary>Slots that were taken; looked at in the same way.</summary>
    public long Running { get; init; }

    /// <summary>How late first attempts were, milliseconds; null if none began.</summary>
    public StatsLateness? LatenessMs { get; init; }
}

/// <summary>Start of first attempts minus due time, milliseconds, right within 5 %.</summary>
/// <param name="P50">Median.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Worst; exact.</param>
public sealed record StatsLateness(double P50, double P99, double Max);
