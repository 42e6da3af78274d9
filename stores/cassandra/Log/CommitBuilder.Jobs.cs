using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Archive;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Index;

namespace JobScheduler.Stores.Cassandra.Log;

/// <content>Jobs and their attempts.</content>
internal sealed partial class CommitBuilder
{
    private void Insert(JobRecord job)
    {
        _terminal[job.JobId] = Ended(job);
        Index.AddRange(Facets.Of(job.JobId, job.SubmittedAt, job.Spec));
        var large = PayloadPieces.IsLarge(job.Spec.Payload);
        var payloadSeq = large ? PutApart(job.JobId, PayloadPart.Payload, job.Spec.Payload!) : StoredRow.NotApart;
        var (resultSeq, result) = Result(job);
        RowCodec.WriteSpec(_blob, job.Spec);
        PutJob(job.JobId, job.Sequence, _blob.Written.ToArray(), Changes(job), large ? null : job.Spec.Payload, payloadSeq, result, resultSeq);
    }

    private void Update(JobRecord job)
    {
        _terminal[job.JobId] = Ended(job);
        if (facts.Find(job.JobId)?.Decode() is { } before && before.State >= StoredState.Completed && (before.State, before.FinishedAt) != (job.State, job.FinishedAt))
            Chore(ChoreKind.Unindex, job.JobId, before.State, before.FinishedAt ?? 0);
        if (facts.Old.TryGetValue(job.JobId, out var old))
            Revive(job, old);
        else
            Change(job);
    }

    /// <summary>Changes a live row; spec and payload stay, and so does a result that the page before left out.</summary>
    private void Change(JobRecord job)
    {
        var changes = Changes(job);
        if (Keeps(job))
        {
            Row(changes.Length, Cql.UpdateJob, changes, _partition, RowKind.Job, job.JobId);
            _recent.Add(rows => rows.Change(job.JobId, row => row with { Changes = changes }));
            return;
        }

        var (seq, result) = Result(job);
        _recent.Add(rows => rows.Change(job.JobId, row => row with { Changes = changes, ResultSeq = seq, Result = result }));
        if (result is null)
            Row(changes.Length, Cql.UpdateJobResultSeq, changes, seq, _partition, RowKind.Job, job.JobId);
        else
            Row(changes.Length + result.Length, Cql.UpdateJobResult, changes, seq, result.Blob(), _partition, RowKind.Job, job.JobId);
    }

    /// <summary>Makes a job of the history live again: its whole row, and its attempts.</summary>
    private void Revive(JobRecord job, StoredRow old)
    {
        var (resultSeq, result) = Keeps(job) ? (old.ResultSeq, old.ResultSeq == StoredRow.NotApart ? old.Result : null) : Result(job);
        PutJob(job.JobId, old.Sequence, old.Spec, Changes(job), old.Payload, old.PayloadSeq, result, resultSeq);
        var changed = batch.Mutations.Select(AttemptOf).OfType<(string, int)>().ToHashSet();
        foreach (var body in old.Attempts)
        {
            var number = RowCodec.ReadAttempt(body).Attempt;
            if (!changed.Contains((job.JobId, number)))
                Row(body.Length, Cql.PutValue, _partition, RowKind.Attempt, job.JobId, 0, (long)number, body);
        }
    }

    private static (string, int)? AttemptOf(Mutation mutation) => mutation switch
    {
        PutAttempt put => (put.JobId, put.Attempt.Attempt),
        DeleteAttempt delete => (delete.JobId, delete.Attempt),
        _ => null,
    };

    private void Delete(string jobId)
    {
        var row = facts.Find(jobId)!;
        var job = row.Decode();
        _terminal[jobId] = true;
        Deleted.Add(jobId);
        _recent.Add(rows => rows.Remove(jobId));
        Row(0, Cql.DeleteRow, _partition, RowKind.Job, jobId, 0, 0L, 0L);
        Row(0, Cql.DeleteName, _partition, RowKind.Attempt, jobId);
        if (job.HasLogs)
        {
            Row(0, Cql.DeleteName, _partition, RowKind.AttemptLog, jobId);
            Chore(ChoreKind.CleanLogs, jobId, job.State, job.FinishedAt ?? 0);
        }

        Chore(ChoreKind.CleanJob, jobId, job.State, job.FinishedAt ?? 0, row.Spec);
    }

    private void Put(PutAttempt put)
    {
        RowCodec.WriteAttempt(_blob, put.Attempt);
        var body = _blob.Written.ToArray();
        Row(body.Length, Cql.PutValue, _partition, RowKind.Attempt, put.JobId, 0, (long)put.Attempt.Attempt, body);
        CopyAgain(put.JobId);
    }

    private void Put(PutAttemptLog put)
    {
        RowCodec.WriteLog(_blob, put.Log);
        var body = _blob.Written.ToArray();
        Row(body.Length, Cql.PutValue, _partition, RowKind.AttemptLog, put.JobId, 0, (long)put.Attempt, body);
        CopyAgain(put.JobId);
    }

    /// <summary>A log of which only a copy is left stays until the job goes: nobody asks for it any more.</summary>
    private void Delete(DeleteAttempt delete)
    {
        Row(0, Cql.DeleteRow, _partition, RowKind.Attempt, delete.JobId, 0, (long)delete.Attempt, 0L);
        if (batch.Mutations.OfType<UpdateJob>().FirstOrDefault(update => update.Job.JobId == delete.JobId) is not { Job.HasLogs: false })
            Row(0, Cql.DeleteRow, _partition, RowKind.AttemptLog, delete.JobId, 0, (long)delete.Attempt, 0L);
        CopyAgain(delete.JobId);
    }

    /// <summary>A terminal job of which only attempts change is copied once more; of any other the chore does nothing.</summary>
    private void CopyAgain(string jobId)
    {
        if (!state.Known.Contains(jobId) && !batch.Mutations.Any(each => each is InsertJob or UpdateJob && JobRowOf(each) == jobId))
            _ended.Add(jobId);
    }

    /// <summary>Whether the job is terminal; then it is found by its end, and the archiver is told.</summary>
    private bool Ended(JobRecord job)
    {
        if (job.State < StoredState.Completed)
            return false;
        Index.Add(Facets.Ended(job));
        _ended.Add(job.JobId);
        return true;
    }

    private static bool Keeps(JobRecord job) => job.PayloadOmitted && job.Result is null;

    private (long Seq, RawJson? Inline) Result(JobRecord job) => job.Result switch
    {
        null => (StoredRow.NoResult, null),
        { } large when PayloadPieces.IsLarge(large) => (PutApart(job.JobId, PayloadPart.Result, large), null),
        { } small => (StoredRow.NotApart, small),
    };

    private byte[] Changes(JobRecord job)
    {
        RowCodec.WriteChanges(_blob, job);
        return _blob.Written.ToArray();
    }

    private void PutJob(string id, long sequence, byte[] spec, byte[] changes, RawJson? payload, long payloadSeq, RawJson? result, long resultSeq)
    {
        Row(
            spec.Length + changes.Length + (payload?.Length ?? 0) + (result?.Length ?? 0),
            Cql.PutJob, _partition, RowKind.Job, id, sequence, spec, changes, payload.Blob(), result.Blob(), payloadSeq, resultSeq);
        _recent.Add(rows => rows.Put(new(id, sequence, spec, changes, payloadSeq, resultSeq, payload, result)));
    }
}
