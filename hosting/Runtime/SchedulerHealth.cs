using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Readiness from what the node has seen; no I/O.</summary>
internal sealed class SchedulerHealth(NodeHolder holder) : ISchedulerHealth
{
    private volatile bool _settled;

    public SchedulerReadiness GetReadiness()
    {
        if (holder.Current is not { } node)
            return new("starting", Environment.MachineName, "not open", 0, 0);
        var settings = node.Settings;
        var store = node.Health.StoreProblem;
        var problem = node.Cluster.Current.Problem;
        var status = holder.Stopped ? "stopped"
            : node.Attempts.Draining ? "draining"
            : problem is not null ? "unavailable"
            : !holder.WhenOpen.IsCompleted || !ServesItsPart(node) || !node.Queues.IsTrusted ? (store is null ? "starting" : "unavailable")
            : store is null ? "ready"
            : "unavailable";
        return new(status, settings.Node, store ?? "ok", node.Health.PartitionsServed, settings.Partitions) { Problem = problem };
    }

    /// <summary>
    /// One node alone serves all partitions or is of no use. One of several takes requests for any of them once it has its part; what is on
    /// its way to it later keeps nobody from it.
    /// </summary>
    private bool ServesItsPart(SchedulerNode node)
    {
        var served = node.Health.PartitionsServed;
        if (node.Cluster.IsAlone)
            return served >= node.Settings.Partitions;
        var cluster = node.Cluster.Current;
        if (node.Settings.Role == NodeRole.Gateway)
            return cluster.Others.Count > 0;
        return _settled |= served >= cluster.Assigned;
    }
}
