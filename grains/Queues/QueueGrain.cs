using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;

namespace JobScheduler.Grains.Queues;

/// <summary>One queue: its row lies in the partition its name hashes to.</summary>
public sealed class QueueGrain(SchedulerNode node) : Grain, IQueueGrain
{
    /// <inheritdoc/>
    public Task<QueueAnswer> SetAsync(QueueCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var partition = Routing.PartitionOf(command.Queue, node.Settings.Partitions);
        return GrainFactory.GetGrain<IPartitionGrain>(partition).SetQueueAsync(command);
    }
}
