using System.Diagnostics;

namespace JobScheduler.Hosting.Client;

/// <summary>What a bulk action is to a single job, and which jobs it concerns.</summary>
internal static class BulkActions
{
    /// <summary>The change of one job.</summary>
    public static JobCommandKind CommandOf(BulkAction action) => action switch
    {
        BulkAction.Replay => JobCommandKind.Replay,
        BulkAction.Discard => JobCommandKind.Discard,
        BulkAction.Cancel => JobCommandKind.Cancel,
        BulkAction.Retry => JobCommandKind.Retry,
        BulkAction.Run => JobCommandKind.RunNow,
        _ => throw new UnreachableException($"{action}"),
    };

    /// <summary>The filter's jobs that the action can change; null: there can be none.</summary>
    public static JobFilter? Narrowed(BulkAction action, JobFilter filter)
    {
        var states = StatesOf(action);
        // Dead letters are failed, whatever states a filter names: their list takes none.
        if (filter.States.Count == 0 || action is BulkAction.Replay or BulkAction.Discard)
            return filter with { States = states };
        JobState[] both = [.. states.Intersect(filter.States)];
        return both.Length == 0 ? null : filter with { States = both };
    }

    /// <summary>
    /// Whether the action would change the job. A running job that was asked to stop stays in the filter until its handler returns: it is
    /// passed over, else calling again would come no further.
    /// </summary>
    public static bool Concerns(BulkAction action, JobSummary job) =>
        StatesOf(action).Contains(job.State) && (action != BulkAction.Cancel || job.CancelRequestedAt is null);

    // A change must take a job out of them (or out of what Concerns), so that every call works on others.
    private static JobState[] StatesOf(BulkAction action) => action switch
    {
        BulkAction.Replay or BulkAction.Discard => [JobState.Failed],
        BulkAction.Cancel => [JobState.Scheduled, JobState.Queued, JobState.Running],
        BulkAction.Retry => [JobState.Failed, JobState.Cancelled],
        BulkAction.Run => [JobState.Scheduled],
        _ => throw new UnreachableException($"{action}"),
    };
}
