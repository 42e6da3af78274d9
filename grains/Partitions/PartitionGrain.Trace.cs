using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>Activities, see docs/tracing.md. With nobody listening they cost the question whether anybody does.</content>
public sealed partial class PartitionGrain
{
    private void TraceFailedAttempt(JobRecord job)
    {
        if (SchedulerActivities.IsOn && job.State != StoredState.Failed)
            SchedulerActivities.Retried(job, _partition, _node.Now, _node.Attempts.TraceOf(job.JobId, job.Newest!.Token));
    }
}
