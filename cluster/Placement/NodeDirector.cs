using JobScheduler.Cluster.Assignment;
using Orleans.Runtime.Placement;

namespace JobScheduler.Cluster.Placement;

/// <summary>Places a node on the silo of its name. While there is none, whoever calls is told so at once.</summary>
internal sealed class NodeDirector(ClusterMap map) : IPlacementDirector
{
    /// <inheritdoc/>
    /// <exception cref="SiloUnavailableException">No silo of the name is active.</exception>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var name = target.GrainIdentity.Key.ToString()!;
        return Task.FromResult(map.SiloOf(name) ?? throw new SiloUnavailableException($"No node {name} is alive."));
    }
}
