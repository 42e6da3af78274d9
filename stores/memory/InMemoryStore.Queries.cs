using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <content>Reads for people.</content>
public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<StoredJob?> GetJobAsync(string jobId, CancellationToken cancellationToken) =>
        ReadAsync(
            () =>
            {
                if (!JobIds.TryGetPartition(jobId, _partitions.Length, out var partition)
                    || !_partitions[partition].Jobs.TryGetValue(jobId, out var job))
                    return null;
                return new StoredJob(job, _partitions[partition].Attempts.TryGetValue(jobId, out var older) ? [.. older.Values] : []);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken) =>
        ReadAsync(
            () => JobIds.TryGetPartition(jobId, _partitions.Length, out var partition) && _partitions[partition].Logs.TryGetValue(jobId, out var logs)
                ? logs.GetValueOrDefault(attempt)
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<Page<JobRecord>> ListJobsAsync(JobQuery query, long now, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return ReadAsync(
            () =>
            {
                var after = ListPosition.FromCursor(query);
                var found = Matching(query.Filter, query.Order, now)
                    .Select(job => (Place: ListPosition.Of(job, query.Order), Job: job))
                    .Where(each => after is not { } place || ListPosition.Compare(each.Place, place, query.Order) > 0)
                    .ToList();
                found.Sort((x, y) => ListPosition.Compare(x.Place, y.Place, query.Order));
                var items = found.Take(query.Limit).Select(each => Listed(each.Job)).ToList();
                return new Page<JobRecord>(items, found.Count > query.Limit ? found[query.Limit - 1].Place.ToCursor(query) : null);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<(long Count, bool Exact)> CountMatchingAsync(JobFilter filter, long now, long cap, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cap);
        return ReadAsync(
            () =>
            {
                var count = Matching(filter, JobOrder.Newest, now).LongCount();
                return (Math.Min(count, cap), count <= cap);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EndedJob>> ListEndedAsync(
        StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<EndedJob>>(
            () =>
            {
                var sent = _partitions.SelectMany(rows => rows.Sends.Values).Select(send => send.JobId).ToHashSet(StringComparer.Ordinal);
                return
                [
                    .. _partitions.SelectMany(rows => rows.Jobs.Values)
                        .Where(job => job.State == state && job.FinishedAt <= upTo)
                        .Select(job => new EndedJob(job.JobId, job.Spec.JobType, job.FinishedAt!.Value, sent.Contains(job.JobId)))
                        .Where(job => job.FinishedAt > after.FinishedAt
                            || (job.FinishedAt == after.FinishedAt && string.CompareOrdinal(job.JobId, after.JobId) > 0))
                        .OrderBy(job => job.FinishedAt).ThenBy(job => job.JobId, StringComparer.Ordinal)
                        .Take(limit),
                ];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CounterRecord>> CountAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<CounterRecord>>(
            () =>
            [
                .. _partitions.SelectMany(rows => rows.Counters.Values)
                    .GroupBy(counter => (counter.State, counter.Queue, counter.JobType))
                    .Select(same => new CounterRecord(same.Key.State, same.Key.Queue, same.Key.JobType, same.Sum(counter => counter.Count))),
            ],
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<QueueRecord>>(() => [.. _partitions.SelectMany(rows => rows.Queues.Values)], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> OldestQueuedAsync(long now, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<string, long>>(
            () =>
            {
                var oldest = new Dictionary<string, long>(StringComparer.Ordinal);
                foreach (var job in _partitions.SelectMany(rows => rows.Jobs.Values))
                {
                    if (JobMatcher.Shown(job.State, job.RunAt, now) == JobState.Queued
                        && (!oldest.TryGetValue(job.Spec.Queue, out var at) || job.RunAt < at))
                        oldest[job.Spec.Queue] = job.RunAt;
                }

                return oldest;
            },
            cancellationToken);

    private IEnumerable<JobRecord> Matching(JobFilter filter, JobOrder order, long now)
    {
        var matcher = new JobMatcher(filter, order, now);
        return _partitions.SelectMany(rows => rows.Jobs.Values).Where(matcher.Matches);
    }

    private static JobRecord Listed(JobRecord job) => job with
    {
        Spec = job.Spec.Payload is null ? job.Spec : job.Spec with { Payload = null },
        Result = null,
        PayloadOmitted = job.Spec.Payload is not null,
    };
}
