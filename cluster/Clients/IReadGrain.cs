using JobScheduler.Grains.Storage;

namespace JobScheduler.Cluster.Clients;

/// <summary>Reads the store for nodes that have none; key: 0. As many of them as are needed, on whichever silo is asked.</summary>
[Alias("JobScheduler.IReadGrain")]
public interface IReadGrain : IGrainWithIntegerKey
{
    /// <summary>The store as the silos have it.</summary>
    [Alias("Describe")]
    Task<StoreFacts> DescribeAsync();

    /// <summary>See <see cref="IJobQueries.GetJobAsync"/>.</summary>
    [Alias("GetJob")]
    Task<StoredJob?> GetJobAsync(string jobId);

    /// <summary>See <see cref="IJobQueries.GetAttemptLogAsync"/>.</summary>
    [Alias("GetAttemptLog")]
    Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt);

    /// <summary>See <see cref="IJobQueries.ListJobsAsync"/>.</summary>
    [Alias("ListJobs")]
    Task<JobPage> ListJobsAsync(JobQuery query, long now);

    /// <summary>See <see cref="IJobQueries.CountMatchingAsync"/>.</summary>
    [Alias("CountMatching")]
    Task<MatchCount> CountMatchingAsync(JobFilter filter, long now, long cap);

    /// <summary>See <see cref="IJobQueries.CountAsync"/>.</summary>
    [Alias("Count")]
    Task<CounterRecord[]> CountAsync();

    /// <summary>See <see cref="IJobQueries.ListQueuesAsync"/>.</summary>
    [Alias("ListQueues")]
    Task<QueueRecord[]> ListQueuesAsync();

    /// <summary>See <see cref="IJobQueries.OldestQueuedAsync"/>.</summary>
    [Alias("OldestQueued")]
    Task<Dictionary<string, long>> OldestQueuedAsync(long now);

    /// <summary>See <see cref="IScheduleQueries.GetScheduleAsync"/>.</summary>
    [Alias("GetSchedule")]
    Task<ScheduleRecord?> GetScheduleAsync(string scheduleId);

    /// <summary>See <see cref="IScheduleQueries.ListSchedulesAsync"/>.</summary>
    [Alias("ListSchedules")]
    Task<ScheduleRecord[]> ListSchedulesAsync(int limit, string? after);

    /// <summary>See <see cref="IScheduleQueries.ListDecisionsAsync"/>.</summary>
    [Alias("ListDecisions")]
    Task<StoredDecision[]> ListDecisionsAsync(string scheduleId, int limit, long? before);
}
