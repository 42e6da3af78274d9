using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>What is measured here.</content>
public sealed partial class PartitionGrain
{
    private async Task<CommitResult> WriteAsync(CommitBatch commit)
    {
        using var activity = SchedulerActivities.StartCommit(commit);
        var began = _node.Clock.GetTimestamp();
        var result = await _store.CommitAsync(commit, _stop);
        var took = _node.Clock.GetElapsedTime(began);
        _node.Lead.Committed(took);
        _node.Metrics.Store.Committed(commit, result, took);
        _node.Metrics.Partitions.Committed(_partition, took);
        SchedulerActivities.EndCommit(activity, result);
        return result;
    }

    // Between two awaits of a cycle nothing changes the core, so a turn of the grain may look into it.
    private void ShowFigures()
    {
        if (_core is not { } core)
            return;
        _node.Metrics.Partitions.Set(_partition, new PartitionFigure(core.Head.Term, core.Horizon, core.InMemory, _urgent.Count + _inbox.Count, _pendingBytes)
        {
            Queued = core.Queued,
            Running = core.Running.Count,
            OldestQueuedAt = core.OldestQueuedAt,
        });
    }
}
