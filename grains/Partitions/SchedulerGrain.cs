using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Partitions;

/// <summary>The root: wakes all partitions at start, and again from time to time, so that one that stopped comes back.</summary>
[KeepAlive]
public sealed partial class SchedulerGrain(SchedulerNode node, IHandlerInvoker handlers, ILogger<SchedulerGrain> log) : Grain, ISchedulerGrain
{
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(5);
    private readonly ILogger _log = log;
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public async Task<PartitionSnapshot[]> StartAsync()
    {
        _timer ??= this.RegisterGrainTimer(_ => WakeAllAsync(), new GrainTimerCreationOptions(WakeEvery, WakeEvery) { KeepAlive = true });
        return await WakeAllAsync();
    }

    /// <inheritdoc/>
    public Task<NodeSnapshot[]> NodesAsync() => Task.FromResult<NodeSnapshot[]>(
        [.. node.Cluster.Current.Others.Append(node.Describe(handlers)).OrderBy(each => each.Name, StringComparer.Ordinal)]);

    private async Task<PartitionSnapshot[]> WakeAllAsync()
    {
        var partitions = await Task.WhenAll(Enumerable.Range(0, node.Settings.Partitions).Select(WakeAsync));
        await WakeRetentionAsync();
        return partitions;
    }

    private async Task WakeRetentionAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IRetentionGrain>(0).WakeAsync();
        }
        catch (Exception e)
        {
            if (node.Problems.IsNews("retention_not_woken", out _))
                LogRetentionNotWoken(e);
        }
    }

    private async Task<PartitionSnapshot> WakeAsync(int partition)
    {
        try
        {
            return await GrainFactory.GetGrain<IPartitionGrain>(partition).WakeAsync();
        }
        catch (Exception e)
        {
            if (node.Problems.IsNews("partition_not_woken", out var leftOut))
                LogWakeFailed(e, partition, leftOut);
            return new PartitionSnapshot { Partition = partition };
        }
    }

    [LoggerMessage(1113, LogLevel.Warning, "Retention cannot be woken", EventName = "retention_not_woken")]
    private partial void LogRetentionNotWoken(Exception exception);

    [LoggerMessage(1111, LogLevel.Warning, "Partition {Partition} cannot be woken ({LeftOut} such lines left out)", EventName = "partition_not_woken")]
    private partial void LogWakeFailed(Exception exception, int partition, long leftOut);
}
