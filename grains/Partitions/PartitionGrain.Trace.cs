using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>Activities, see docs/tracing.md. With nobody listening they cost the question whether anybody does.</content>
public sealed partial class PartitionGrain
{
    private Task<CommitResult> WriteAsync(CommitBatch commit) =>
        SchedulerActivities.IsOn ? WriteTracedAsync(commit) : _store.CommitAsync(commit, _stop);

    private async Task<CommitResult> WriteTracedAsync(CommitBatch commit)
    {
        using var activity = SchedulerActivities.StartCommit(commit);
        var result = await _store.CommitAsync(commit, _stop);
        SchedulerActivities.EndCommit(activity, result);
        return result;
    }

    private void TraceFailedAttempt(JobRecord job)
    {
        if (SchedulerActivities.IsOn && job.State != StoredState.Failed)
            SchedulerActivities.Retried(job, _partition, _node.Now, _node.Attempts.TraceOf(job.JobId, job.Newest!.Token));
    }
}
