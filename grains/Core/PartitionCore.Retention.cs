using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>Retention: jobs that ended long enough ago leave, with everything that names them.</content>
public sealed partial class PartitionCore
{
    /// <summary>
    /// Removes a job if its time is over by this owner's clock and rules, whatever the one who asks thinks. Not while anything that is
    /// not at its end refers to it; then it is asked about again at a later pass.
    /// </summary>
    private CoreReply Trim(string jobId)
    {
        if (!_cells.TryGetValue(jobId, out var cell))
            return new CoreReply(PartitionStatus.NotFound);
        var job = cell.Record;
        if (!IsOver(job) || cell.Dirty || IsReferredTo(job))
            return new CoreReply(PartitionStatus.StateConflict);
        _batch.Delete(cell);
        _cells.Remove(jobId); // an entry in memory may still hold the cell: it says that the job is at its end, so the entry is dead
        _absentJobs.Add(jobId);
        if (job.Spec.IdempotencyKey is not null && _idempotency.TryGetValue(Scope(job.Spec), out var known) && known.JobId == jobId)
        {
            _idempotency.Remove(Scope(job.Spec));
            _freeIdempotency.Add(Scope(job.Spec));
        }

        return new CoreReply(PartitionStatus.Done);
    }

    private bool IsOver(JobRecord job) => JobTransitions.IsTerminal(job) && job.FinishedAt is { } finishedAt
        && _view.Retention.IsOver(job.State, job.Spec.JobType, RetentionRules.WasSent(job), finishedAt, _now);

    // A terminal job holds no key and is in no line, and its schedule was told in the commit that ended it or by a send row. The key is
    // looked at only if it is in memory: the row of one that is not says the same.
    private bool IsReferredTo(JobRecord job) =>
        _newsOfJob.ContainsKey(job.JobId) || _cancelsOfJob.Contains(job.JobId)
        || (job.Spec.ConcurrencyKey is { } key && _keys.TryGetValue(key, out var state) && state.Holder == job.JobId);
}
