using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <content>Reads for people.</content>
public sealed partial class SqliteStore
{
    private const string AttemptsSql = "SELECT body FROM attempts WHERE submitted_at = ?1 AND job_id = ?2 ORDER BY attempt";
    private const string LogSql = "SELECT body FROM attempt_logs WHERE submitted_at = ?1 AND job_id = ?2 AND attempt = ?3";
    private const string AllCountersSql = "SELECT state, queue, job_type, sum(count) FROM counters GROUP BY state, queue, job_type";
    private const string EndedSql =
        """
        SELECT job_id, finished_at, spec FROM jobs INDEXED BY jobs_ended
        WHERE state > 2 AND state = ?1 AND (finished_at, job_id) > (?2, ?3) AND finished_at <= ?4
        ORDER BY finished_at, job_id LIMIT ?5
        """;

    private const string SentSql = "SELECT job_id FROM sends";
    private const string AllQueuesSql = "SELECT name, paused, note, paused_by, at, version FROM queues";

    /// <inheritdoc/>
    public Task<StoredJob?> GetJobAsync(string jobId, CancellationToken cancellationToken) =>
        ListAsync(
            rows =>
            {
                if (rows.FindJob(jobId, JobDetail.Whole) is not { } job)
                    return null;
                var older = rows.Get(AttemptsSql).Bind(1, job.SubmittedAt).Bind(2, job.JobId);
                return new StoredJob(job, RowReaders.All(older, row => RowCodec.ReadAttempt(row.Blob(0))));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken) =>
        ListAsync(
            rows => JobIds.TryParse(jobId, out _, out var submittedAt)
                ? RowReaders.All(rows.Get(LogSql).Bind(1, submittedAt).Bind(2, jobId).Bind(3, attempt), row => RowCodec.ReadLog(row.Blob(0))).FirstOrDefault()
                : null,
            cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Looks at no more than 20,000 rows per page: a page may be short while its cursor is not null.</remarks>
    public Task<Page<JobRecord>> ListJobsAsync(JobQuery query, long now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var after = ListPosition.FromCursor(query);
        return ListAsync(rows => new ListReader(rows, query, now).Page(after), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Looks at no more than 200,000 rows: the count is then what was found in them, and not exact.</remarks>
    public Task<(long Count, bool Exact)> CountMatchingAsync(JobFilter filter, long now, long cap, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(cap);
        return ListAsync(rows => new ListReader(rows, new() { Filter = filter }, now).Count(cap), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EndedJob>> ListEndedAsync(
        StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ListAsync<IReadOnlyList<EndedJob>>(
            rows =>
            {
                HashSet<string>? sent = null;
                var sql = rows.Get(EndedSql).Bind(1, (int)state).Bind(2, after.FinishedAt).Bind(3, after.JobId).Bind(4, upTo).Bind(5, limit);
                var found = RowReaders.All(sql, row => (Id: row.Text(0), At: row.Int64(1), Spec: RowCodec.ReadSpec(row.Blob(2), null, out _)));
                return [.. found.Select(job => new EndedJob(job.Id, job.Spec.JobType, job.At, Sent().Contains(job.Id)))];

                // Few at a time, nearly always none.
                HashSet<string> Sent() => sent ??= [.. RowReaders.All(rows.Get(SentSql), row => row.Text(0))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CounterRecord>> CountAsync(CancellationToken cancellationToken) =>
        ListAsync<IReadOnlyList<CounterRecord>>(rows => RowReaders.All(rows.Get(AllCountersSql), ReadCounter), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancellationToken) =>
        ListAsync<IReadOnlyList<QueueRecord>>(rows => RowReaders.All(rows.Get(AllQueuesSql), ReadQueue), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> OldestQueuedAsync(long now, CancellationToken cancellationToken) =>
        ListAsync(rows => OldestQueuedReader.Read(rows, now), cancellationToken);
}
