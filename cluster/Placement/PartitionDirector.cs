using JobScheduler.Cluster.Assignment;

namespace JobScheduler.Cluster.Placement;

/// <summary>Places partitions.</summary>
internal sealed class PartitionDirector(ClusterMap map) : OwnerDirector(map)
{
    /// <inheritdoc/>
    protected override int? PartitionOf(GrainId grain, int partitions) => (int)grain.GetIntegerKey();
}
