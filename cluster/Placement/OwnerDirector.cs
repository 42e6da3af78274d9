using JobScheduler.Cluster.Assignment;
using Orleans.Runtime.Placement;

namespace JobScheduler.Cluster.Placement;

/// <summary>
/// Places a grain on the silo that its partition is assigned to. If that is not known, or the silo is gone, on any that can take it: the
/// keepers see to the rest.
/// </summary>
internal abstract class OwnerDirector(ClusterMap map) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var partition = map.Partitions > 0 ? PartitionOf(target.GrainIdentity, map.Partitions) : null;
        var owner = partition is { } number ? map.OwnerOf(number) : null;
        return Task.FromResult(owner is not null && silos.Contains(owner) ? owner : Any(silos, partition ?? 0));
    }

    /// <summary>A grain's partition; null: its key does not say.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="partitions">How many there are, 1 or more.</param>
    protected abstract int? PartitionOf(GrainId grain, int partitions);

    private SiloAddress Any(SiloAddress[] silos, int partition)
    {
        var active = map.Active.Values.Where(silos.Contains).Order().ToArray();
        return active.Length > 0 ? active[partition % active.Length] : silos[0];
    }
}
