using JobScheduler.Cluster.Assignment;
using JobScheduler.Grains.Core;

namespace JobScheduler.Cluster.Placement;

/// <summary>Places queues and schedules.</summary>
internal sealed class NameDirector(ClusterMap map) : OwnerDirector(map)
{
    /// <inheritdoc/>
    protected override int? PartitionOf(GrainId grain, int partitions) => Routing.PartitionOf(grain.Key.ToString()!, partitions);
}
