namespace JobScheduler.Cluster.Assignment;

/// <summary>A node's clock as another sees it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Offset">How far its wall clock is ahead of the observer's.</param>
/// <param name="Uptime">For how long it has been up.</param>
internal readonly record struct NodeClock(string Node, TimeSpan Offset, TimeSpan Uptime);
