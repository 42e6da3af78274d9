using JobScheduler.Grains.Node;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Partitions;

/// <summary>The root: wakes all partitions at start, and again from time to time, so that one that stopped comes back.</summary>
[KeepAlive]
public sealed partial class SchedulerGrain(SchedulerNode node, ILogger<SchedulerGrain> log) : Grain, ISchedulerGrain
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
            LogWakeFailed(e, partition);
            return new PartitionSnapshot { Partition = partition };
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention cannot be woken")]
    private partial void LogRetentionNotWoken(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {PartitionId} cannot be woken")]
    private partial void LogWakeFailed(Exception exception, int partitionId);
}
