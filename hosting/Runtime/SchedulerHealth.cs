namespace JobScheduler.Hosting.Runtime;

/// <summary>Readiness from what the node has seen; no I/O.</summary>
internal sealed class SchedulerHealth(NodeHolder holder) : ISchedulerHealth
{
    public SchedulerReadiness GetReadiness()
    {
        if (holder.Current is not { } node)
            return new("starting", Environment.MachineName, "not open", 0, 0);
        var settings = node.Settings;
        var served = node.Health.PartitionsServed;
        var store = node.Health.StoreProblem;
        var status = holder.Stopped ? "stopped"
            : node.Attempts.Draining ? "draining"
            : !holder.WhenOpen.IsCompleted || served < settings.Partitions || !node.Queues.IsTrusted ? (store is null ? "starting" : "unavailable")
            : store is null ? "ready"
            : "unavailable";
        return new(status, settings.Node, store ?? "ok", served, settings.Partitions);
    }
}
