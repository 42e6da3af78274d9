using JobScheduler.Cluster.Assignment;
using JobScheduler.Grains.Core;

namespace JobScheduler.Cluster.Placement;

/// <summary>Places jobs.</summary>
internal sealed class JobDirector(ClusterMap map) : OwnerDirector(map)
{
    /// <inheritdoc/>
    protected override int? PartitionOf(GrainId grain, int partitions) =>
        JobIds.TryGetPartition(grain.Key.ToString()!, partitions, out var partition) ? partition : null;
}
