namespace JobScheduler.Cluster.Placement;

/// <summary>A node lies on the silo of its name.</summary>
public sealed class NodePlacement : PlacementStrategy;
