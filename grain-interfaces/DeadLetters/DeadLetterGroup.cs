namespace JobScheduler;

/// <summary>Dead letters with one fingerprint: probably one cause.</summary>
public sealed record DeadLetterGroup
{
    /// <summary>8 hex digits; a filter of lists and of bulk work.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Their type.</summary>
    public required string JobType { get; init; }

    /// <summary>Code of their errors.</summary>
    public required string ErrorCode { get; init; }

    /// <summary>Message of their errors, with '#' for what differs: numbers, ids, times, paths, what stands in quotes.</summary>
    public required string Message { get; init; }

    /// <summary>How many there are.</summary>
    public required long Count { get; init; }

    /// <summary>False: at least that many, and <see cref="FirstSeen"/> is of those that were looked at.</summary>
    public required bool CountIsExact { get; init; }

    /// <summary>When the oldest of them failed.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When the newest of them failed.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The newest of them.</summary>
    public required JobSummary Sample { get; init; }
}

/// <summary>A page of groups of dead letters. Empty lists do not restrict.</summary>
public sealed record DeadLetterGroupQuery
{
    /// <summary>Any of these job types.</summary>
    public IReadOnlyList<string> JobTypes { get; init; } = [];

    /// <summary>Any of these error codes.</summary>
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];

    /// <summary>Any of these queues.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>1 to 500.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; belongs to its filter.</summary>
    public string? Cursor { get; init; }
}
