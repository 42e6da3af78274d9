using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Queries;

namespace JobScheduler.Stores.Cassandra;

/// <content>Reads for people.</content>
public sealed partial class CassandraStore
{
    /// <inheritdoc/>
    /// <remarks>The live row counts, else the newest of the history. For a moment after its deletion a job may still be found.</remarks>
    public Task<StoredJob?> GetJobAsync(string jobId, CancellationToken cancellationToken) => Open.Lookup.GetAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken) =>
        Open.Lookup.GetLogAsync(jobId, attempt, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Looks at no more than 4,000 jobs per page: a page may be short while its cursor is not null. Order Due is exact unless more
    /// than 5,000 jobs are overdue or more than 2,000 are due in the same millisecond; see docs/storage.md.</remarks>
    public Task<Page<JobRecord>> ListJobsAsync(JobQuery query, long now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var after = ListPosition.FromCursor(query);
        return new ListReader(Open, query, now).PageAsync(after, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Looks at no more than 20,000 jobs: the count is then what was found in them, and not exact.</remarks>
    public Task<(long Count, bool Exact)> CountMatchingAsync(JobFilter filter, long now, long cap, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(cap);
        return new ListReader(Open, new() { Filter = filter }, now).CountAsync(cap, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EndedJob>> ListEndedAsync(
        StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new EndedReader(Open).ListAsync(state, after, upTo, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CounterRecord>> CountAsync(CancellationToken cancellationToken)
    {
        var opened = Open;
        var all = await opened.OfAllPartitionsAsync(partition => opened.Reads.ReadCountersAsync(partition, cancellationToken)).ConfigureAwait(false);
        return [.. all.SelectMany(each => each).GroupBy(counter => (counter.State, counter.Queue, counter.JobType))
            .Select(same => new CounterRecord(same.Key.State, same.Key.Queue, same.Key.JobType, same.Sum(counter => counter.Count)))];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancellationToken) => Open.Queues.ListAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Of jobs that wait for a concurrency key those of up to 256 keys a partition are looked at.</remarks>
    public async Task<IReadOnlyDictionary<string, long>> OldestQueuedAsync(long now, CancellationToken cancellationToken)
    {
        var opened = Open;
        var all = await opened.OfAllPartitionsAsync(
            partition => new OldestQueuedReader(opened, partition, now).ReadAsync(cancellationToken)).ConfigureAwait(false);
        return all.SelectMany(each => each).GroupBy(each => each.Key, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Min(each => each.Value), StringComparer.Ordinal);
    }
}
