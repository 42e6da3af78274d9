using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;

namespace JobScheduler.Grains.Schedules;

/// <summary>One schedule: its row lies in the partition its id hashes to.</summary>
public sealed class ScheduleGrain(SchedulerNode node) : Grain, IScheduleGrain
{
    /// <inheritdoc/>
    public Task<ScheduleAnswer> DoAsync(ScheduleCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var partition = Routing.PartitionOf(command.Id, node.Settings.Partitions);
        return GrainFactory.GetGrain<IPartitionGrain>(partition).ChangeScheduleAsync(command);
    }
}
