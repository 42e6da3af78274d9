using JobScheduler.Grains.Storage;

namespace JobScheduler.Cluster.Clients;

/// <summary>The store's reads over the silos.</summary>
/// <param name="grains">Calls them; asked for only once there is something to read.</param>
internal sealed class RemoteQueries(Lazy<IGrainFactory> grains) : IJobQueries, IScheduleQueries
{
    private IReadGrain Reads => grains.Value.GetGrain<IReadGrain>(0);

    public Task<StoredJob?> GetJobAsync(string jobId, CancellationToken cancellationToken) => ReadAsync(() => Reads.GetJobAsync(jobId), cancellationToken);

    public Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken) =>
        ReadAsync(() => Reads.GetAttemptLogAsync(jobId, attempt), cancellationToken);

    public async Task<Page<JobRecord>> ListJobsAsync(JobQuery query, long now, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(() => Reads.ListJobsAsync(query, now), cancellationToken);
        return new Page<JobRecord>(page.Jobs, page.NextCursor);
    }

    public async Task<(long Count, bool Exact)> CountMatchingAsync(JobFilter filter, long now, long cap, CancellationToken cancellationToken)
    {
        var count = await ReadAsync(() => Reads.CountMatchingAsync(filter, now, cap), cancellationToken);
        return (count.Count, count.Exact);
    }

    public Task<IReadOnlyList<EndedJob>> ListEndedAsync(StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Retention is the silos' work.");

    public async Task<IReadOnlyList<CounterRecord>> CountAsync(CancellationToken cancellationToken) => await ReadAsync(Reads.CountAsync, cancellationToken);

    public async Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancellationToken) => await ReadAsync(Reads.ListQueuesAsync, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> OldestQueuedAsync(long now, CancellationToken cancellationToken) =>
        await ReadAsync(() => Reads.OldestQueuedAsync(now), cancellationToken);

    public Task<ScheduleRecord?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken) =>
        ReadAsync(() => Reads.GetScheduleAsync(scheduleId), cancellationToken);

    public async Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(int limit, string? after, CancellationToken cancellationToken) =>
        await ReadAsync(() => Reads.ListSchedulesAsync(limit, after), cancellationToken);

    public async Task<IReadOnlyList<StoredDecision>> ListDecisionsAsync(string scheduleId, int limit, long? before, CancellationToken cancellationToken) =>
        await ReadAsync(() => Reads.ListDecisionsAsync(scheduleId, limit, before), cancellationToken);

    /// <summary>Checks that this client counts the partitions as the silos do: it finds a job's partition by their number.</summary>
    /// <exception cref="JobSchedulerConfigurationException">It does not.</exception>
    public async Task CheckAsync(int partitions, CancellationToken cancellationToken)
    {
        var facts = await ReadAsync(Reads.DescribeAsync, cancellationToken);
        if (facts.Partitions != partitions)
            throw new JobSchedulerConfigurationException(
                $"The cluster's store has {facts.Partitions} partitions, but JobScheduler:Partitions is {partitions} here. Set it to {facts.Partitions}.");
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("No silo could read the store: " + e.Message, e);
        }
    }
}
