namespace JobScheduler.Cluster.Placement;

/// <summary>A partition lies on the silo it is assigned to.</summary>
public sealed class PartitionPlacement : PlacementStrategy;
