using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>What watchers of all jobs are told: made only while somebody watches, and small, since thousands of them are kept.</summary>
internal static class ChangedJobs
{
    /// <summary>A change that is durable.</summary>
    /// <param name="changed">The row before and after it.</param>
    /// <param name="view">What the node knows.</param>
    public static ChangedJob Of(Effect.Changed changed, SnapshotView view)
    {
        var job = changed.Job;
        var isClaimed = job.State == StoredState.Claimed;
        var isBegun = isClaimed && view.BegunAt(job) is not null;
        var state = JobSnapshots.StateOf(job, view.Now, isBegun);
        var attempt = isClaimed && !isBegun ? job.Attempt - 1 : job.Attempt;
        return new ChangedJob
        {
            IsProgress = changed.Before is { } before && IsProgress(before, job),
            JobId = job.JobId,
            JobType = job.Spec.JobType,
            Queue = job.Spec.Queue,
            State = state,
            WaitingReason = JobSnapshots.Reason(job, state, view),
            Attempt = attempt,
            FencingToken = attempt == 0 ? 0 : job.Token,
            ErrorCode = job.Error?.Code,
            ProgressPercent = job.ProgressPercent,
            Message = job.Message,
            At = DateTimeOffset.FromUnixTimeMilliseconds(job.UpdatedAt),
        };
    }

    /// <summary>A handler is entered, which no row says.</summary>
    /// <param name="order">Its attempt.</param>
    /// <param name="at">When.</param>
    public static ChangedJob Begun(AttemptOrder order, DateTimeOffset at) => new()
    {
        JobId = order.JobId,
        JobType = order.Spec.JobType,
        Queue = order.Spec.Queue,
        State = JobState.Running,
        Attempt = order.Attempt,
        FencingToken = order.Token,
        ErrorCode = order.ErrorCode,
        At = at,
    };

    private static bool IsProgress(JobRecord before, JobRecord job) =>
        (before.ProgressPercent != job.ProgressPercent || before.Message != job.Message)
        && before.State == job.State && before.Attempt == job.Attempt && before.CancelRequestedAt == job.CancelRequestedAt
        && before.RunAt == job.RunAt && before.Priority == job.Priority;
}
