using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Cluster.Clients;

/// <summary>Reads this silo's store for others.</summary>
[StatelessWorker]
public sealed class ReadGrain(SchedulerNode node, JobStore store) : Grain, IReadGrain
{
    private static readonly CancellationToken Always = CancellationToken.None;

    /// <inheritdoc/>
    public Task<StoreFacts> DescribeAsync() => Task.FromResult(new StoreFacts(node.Settings.Partitions, store.Admin.FreeBytes));

    /// <inheritdoc/>
    public Task<StoredJob?> GetJobAsync(string jobId) => store.Queries.GetJobAsync(jobId, Always);

    /// <inheritdoc/>
    public Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt) => store.Queries.GetAttemptLogAsync(jobId, attempt, Always);

    /// <inheritdoc/>
    public async Task<JobPage> ListJobsAsync(JobQuery query, long now)
    {
        var page = await store.Queries.ListJobsAsync(query, now, Always);
        return new JobPage([.. page.Items], page.NextCursor);
    }

    /// <inheritdoc/>
    public async Task<MatchCount> CountMatchingAsync(JobFilter filter, long now, long cap)
    {
        var (count, exact) = await store.Queries.CountMatchingAsync(filter, now, cap, Always);
        return new MatchCount(count, exact);
    }

    /// <inheritdoc/>
    public async Task<CounterRecord[]> CountAsync() => [.. await store.Queries.CountAsync(Always)];

    /// <inheritdoc/>
    public async Task<QueueRecord[]> ListQueuesAsync() => [.. await store.Queries.ListQueuesAsync(Always)];

    /// <inheritdoc/>
    public async Task<Dictionary<string, long>> OldestQueuedAsync(long now) => new(await store.Queries.OldestQueuedAsync(now, Always));

    /// <inheritdoc/>
    public Task<ScheduleRecord?> GetScheduleAsync(string scheduleId) => store.Schedules.GetScheduleAsync(scheduleId, Always);

    /// <inheritdoc/>
    public async Task<ScheduleRecord[]> ListSchedulesAsync(int limit, string? after) => [.. await store.Schedules.ListSchedulesAsync(limit, after, Always)];

    /// <inheritdoc/>
    public async Task<StoredDecision[]> ListDecisionsAsync(string scheduleId, int limit, long? before) =>
        [.. await store.Schedules.ListDecisionsAsync(scheduleId, limit, before, Always)];
}
