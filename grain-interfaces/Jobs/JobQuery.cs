namespace JobScheduler;

/// <summary>Which jobs are meant. Empty lists do not restrict; several values mean any of them, several tags mean all.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobFilter")]
public sealed record JobFilter
{
    /// <summary>States as shown, so a job whose time has come counts as queued.</summary>
    [Id(0)]
    public IReadOnlyList<JobState> States { get; init; } = Array.Empty<JobState>();

    /// <summary>Job types.</summary>
    [Id(1)]
    public IReadOnlyList<string> JobTypes { get; init; } = Array.Empty<string>();

    /// <summary>Queues.</summary>
    [Id(2)]
    public IReadOnlyList<string> Queues { get; init; } = Array.Empty<string>();

    /// <summary>All of these tags.</summary>
    [Id(3)]
    public IReadOnlyList<string> Tags { get; init; } = Array.Empty<string>();

    /// <summary>Schedules that made them.</summary>
    [Id(4)]
    public IReadOnlyList<string> ScheduleIds { get; init; } = Array.Empty<string>();

    /// <summary>Idempotency keys of any scope.</summary>
    [Id(5)]
    public IReadOnlyList<string> IdempotencyKeys { get; init; } = Array.Empty<string>();

    /// <summary>Concurrency keys.</summary>
    [Id(6)]
    public IReadOnlyList<string> ConcurrencyKeys { get; init; } = Array.Empty<string>();

    /// <summary>Codes of the job's error.</summary>
    [Id(7)]
    public IReadOnlyList<string> ErrorCodes { get; init; } = Array.Empty<string>();

    /// <summary>submitted_at at or after.</summary>
    [Id(8)]
    public DateTimeOffset? From { get; init; }

    /// <summary>submitted_at before.</summary>
    [Id(9)]
    public DateTimeOffset? To { get; init; }

    /// <summary>Fingerprints of dead letters; no other job has one.</summary>
    [Id(10)]
    public IReadOnlyList<string> Fingerprints { get; init; } = Array.Empty<string>();
}

/// <summary>Order of a list.</summary>
public enum JobOrder
{
    /// <summary>Newest submitted_at first, then job_id descending.</summary>
    Newest,

    /// <summary>Waiting jobs only, next due first.</summary>
    Due,

    /// <summary>Failed jobs only, newest finished_at first, then job_id descending. A filter's states must be empty or failed.</summary>
    NewestFailure,

    /// <summary>Oldest submitted_at first, then job_id; used by bulk work.</summary>
    Oldest,
}

/// <summary>One page of a list.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobQuery")]
public sealed record JobQuery
{
    /// <summary>Which jobs.</summary>
    [Id(0)]
    public JobFilter Filter { get; init; } = new();

    /// <summary>In which order.</summary>
    [Id(1)]
    public JobOrder Order { get; init; } = JobOrder.Newest;

    /// <summary>1 to 500.</summary>
    [Id(2)]
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; belongs to its filter and order.</summary>
    [Id(3)]
    public string? Cursor { get; init; }

    /// <summary>Both transports come through here: over HTTP the list of failures takes no state, in process none but failed would match.</summary>
    /// <exception cref="ArgumentException">The order shows failed jobs only, and the filter asks for other states.</exception>
    internal void ThrowIfStatesContradictOrder()
    {
        if (Order == JobOrder.NewestFailure && Filter.States.Any(state => state != JobState.Failed))
            throw new ArgumentException("The order NewestFailure shows failed jobs only: leave the filter's states empty, or ask for Failed.", "query");
    }
}

/// <summary>A page of a list. It may be short or empty while <see cref="NextCursor"/> is not null.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The entries in order.</param>
/// <param name="NextCursor">Where the next page starts; null: the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>What bulk work does to each matching job.</summary>
public enum BulkAction
{
    /// <summary>Replays dead letters: failed becomes scheduled, attempts_used 0.</summary>
    Replay,

    /// <summary>Discards dead letters: failed becomes cancelled, the reason in its message, its error kept.</summary>
    Discard,

    /// <summary>Cancels pending jobs and asks running ones to stop, the reason in their messages; those that were asked already are passed over.</summary>
    Cancel,

    /// <summary>Replays failed and cancelled jobs: they become scheduled, attempts_used 0.</summary>
    Retry,

    /// <summary>Makes scheduled jobs due now.</summary>
    Run,
}

/// <summary>Bulk work over exactly one of <see cref="Ids"/> or <see cref="Filter"/>.</summary>
public sealed record BulkRequest
{
    /// <summary>1 to 1000 job ids.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The jobs meant, of those in a state that the action applies to; an empty filter means all of these.</summary>
    public JobFilter? Filter { get; init; }

    /// <summary>1 to 10000; one call works through at most this many, oldest first.</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>Only count.</summary>
    public bool DryRun { get; init; }

    /// <summary>Kept as the message of jobs that are discarded or cancelled, else ignored; at most 1024 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>What bulk work did.</summary>
/// <param name="Matched">Jobs that matched.</param>
/// <param name="MatchedIsExact">False: at least that many.</param>
/// <param name="Changed">Jobs changed.</param>
/// <param name="Skipped">Jobs that had changed meanwhile, are as the action would make them, or do not exist.</param>
/// <param name="More">True: call again.</param>
/// <param name="DryRun">Nothing was changed.</param>
public sealed record BulkResult(long Matched, bool MatchedIsExact, int Changed, int Skipped, bool More, bool DryRun);
