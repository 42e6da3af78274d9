namespace JobScheduler.Cluster.Placement;

/// <summary>A job lies where its partition does.</summary>
public sealed class JobPlacement : PlacementStrategy;
