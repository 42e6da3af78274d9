namespace JobScheduler.Grains.Storage;

/// <summary>
/// Reads for people and programs that do not own partitions: committed rows, perhaps a moment old. Rows are shown as stored;
/// the caller turns <see cref="StoredState"/> into <see cref="JobState"/> with the clock (a waiting job whose time has come is queued).
/// </summary>
public interface IJobQueries
{
    /// <summary>A job and its older attempts (oldest first, without the newest, which is in the row), or null. Any text is allowed as id.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<StoredJob?> GetJobAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>What was logged in an attempt; null: nothing, or there is no such attempt. Any text and number are allowed.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="attempt">The attempt's number.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken);

    /// <summary>A page of jobs. The filter's states are as shown at <paramref name="now"/>: scheduled is Waiting with run_at after now,
    /// queued is Lined, or Waiting with run_at not after now, running is Claimed. Payloads and results are left out.</summary>
    /// <param name="query">Filter, order, limit, cursor.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MalformedRequestException">The cursor is not one of this filter and order.</exception>
    Task<Page<JobRecord>> ListJobsAsync(JobQuery query, long now, CancellationToken cancellationToken);

    /// <summary>How many jobs match, counted up to a cap.</summary>
    /// <param name="filter">Which jobs.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cap">Where counting stops.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The count, and whether it is exact.</returns>
    Task<(long Count, bool Exact)> CountMatchingAsync(JobFilter filter, long now, long cap, CancellationToken cancellationToken);

    /// <summary>Jobs of one terminal state in the order in which they ended: what retention walks along.</summary>
    /// <param name="state">Completed, failed or cancelled.</param>
    /// <param name="after">Only jobs after this place.</param>
    /// <param name="upTo">Only jobs that ended at or before this time, Unix milliseconds.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<EndedJob>> ListEndedAsync(StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken);

    /// <summary>Counters summed over all partitions.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<CounterRecord>> CountAsync(CancellationToken cancellationToken);

    /// <summary>All queue rows.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancellationToken);

    /// <summary>The true due time of the oldest due job that waits, by queue, found from the heads of the lines.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyDictionary<string, long>> OldestQueuedAsync(long now, CancellationToken cancellationToken);
}

/// <summary>A place in the order in which jobs ended.</summary>
/// <param name="FinishedAt">Unix milliseconds.</param>
/// <param name="JobId">The job.</param>
public readonly record struct EndedPosition(long FinishedAt, string JobId)
{
    /// <summary>Before every job.</summary>
    public static EndedPosition Start { get; } = new(long.MinValue, "");
}

/// <summary>A job that ended.</summary>
/// <param name="JobId">The job.</param>
/// <param name="JobType">Its type as submitted.</param>
/// <param name="FinishedAt">When it became terminal, Unix milliseconds.</param>
/// <param name="IsSent">A send row of some partition names it: a message about it is still to arrive, perhaps the job itself once more.</param>
public sealed record EndedJob(string JobId, string JobType, long FinishedAt, bool IsSent)
{
    /// <summary>Where it lies.</summary>
    public EndedPosition Position => new(FinishedAt, JobId);
}

/// <summary>A job with its older attempts.</summary>
/// <param name="Job">The whole row.</param>
/// <param name="OlderAttempts">Oldest first.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.StoredJob")]
public sealed record StoredJob(
    [property: Id(0)] JobRecord Job,
    [property: Id(1)] IReadOnlyList<AttemptRecord> OlderAttempts);
