using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Partitions;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Schedules;
using Orleans.Metadata;

namespace JobScheduler.Cluster.Placement;

/// <summary>Says where grains are placed, from here and not by attributes: the grains know nothing of a cluster.</summary>
internal sealed class GrainPlacements : IGrainPropertiesProvider
{
    private static readonly Dictionary<Type, string> Strategies = new()
    {
        [typeof(PartitionGrain)] = nameof(PartitionPlacement),
        [typeof(JobGrain)] = nameof(JobPlacement),
        [typeof(QueueGrain)] = nameof(NamePlacement),
        [typeof(ScheduleGrain)] = nameof(NamePlacement),
        [typeof(NodeGrain)] = nameof(NodePlacement),
    };

    /// <inheritdoc/>
    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (Strategies.TryGetValue(grainClass, out var strategy))
            properties[WellKnownGrainTypeProperties.PlacementStrategy] = strategy;
    }
}
