namespace JobScheduler;

/// <summary>The scheduler as its operators see it; part of <see cref="IJobSchedulerClient"/>. Nothing here changes anything.</summary>
public interface INodeClient
{
    /// <summary>What answers, and how it is set up.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken = default);

    /// <summary>The nodes that own partitions and run attempts, by name. One that does not answer in 2 s is shown as it was last seen.</summary>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<NodeInfo>> ListNodesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>All partitions by number, as their owners see them: about a second old.</summary>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<PartitionInfo>> ListPartitionsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>Every job type that a node knows or that has jobs, by name.</summary>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<JobTypeInfo>> ListJobTypesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// What happened lately, step by step, of all nodes together. It lies in the nodes' memory: a node that stops takes its part with it.
    /// </summary>
    /// <param name="resolution">How long a step is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<StatsHistory> GetStatsHistoryAsync(StatsResolution resolution, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes of all jobs as they become durable, until the caller stops. Changes of a job may be merged, but its newest always arrives,
    /// or a <see cref="SchedulerEventKind.Gap"/> says that some are missing. What changes by the clock or a queue's pause alone is not told.
    /// </summary>
    /// <param name="filter">Which changes, and where to go on.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="SchedulerOverloadedException">Over HTTP: too many streams are open.</exception>
    IAsyncEnumerable<SchedulerEvent> WatchAllAsync(EventFilter filter, CancellationToken cancellationToken = default);
}
