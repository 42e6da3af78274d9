namespace JobScheduler.Cluster.Placement;

/// <summary>A queue or a schedule lies where the partition of its name does.</summary>
public sealed class NamePlacement : PlacementStrategy;
