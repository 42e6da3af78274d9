using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>The writer's statements, prepared once per connection, and how each mutation is written. Used by the writer's thread only.</summary>
internal sealed partial class RowWriters(Connection connection)
{
    private readonly RowWriter _blob = new();
    private readonly Statement _acquire = connection.Prepare(
        "UPDATE partitions SET term = term + 1, owner = ?2 WHERE partition = ?1 AND (?3 IS NULL OR term = ?3)");
    private readonly Statement _head = connection.Prepare(RowReaders.HeadSql);
    private readonly Statement _fence = connection.Prepare(
        "UPDATE partitions SET seq = ?4, owner = ?5, next_sequence = ?6, next_entry = ?7, next_token = ?8, due_at = ?9, due_ord = ?10 WHERE partition = ?1 AND term = ?2 AND seq = ?3");
    private readonly Statement _insertJob = connection.Prepare(
        "INSERT INTO jobs (submitted_at, job_id, sequence, state, run_at, finished_at, spec, changes, payload, result) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    private readonly Statement _insertPayload = connection.Prepare("INSERT INTO payloads (submitted_at, job_id, payload) VALUES (?1, ?2, ?3)");
    private readonly Statement _updateJob = connection.Prepare(
        "UPDATE jobs SET state = ?3, run_at = ?4, finished_at = ?5, changes = ?6, result = ?7 WHERE submitted_at = ?1 AND job_id = ?2");
    private readonly Statement _updateJobKeepResult = connection.Prepare(
        "UPDATE jobs SET state = ?3, run_at = ?4, finished_at = ?5, changes = ?6 WHERE submitted_at = ?1 AND job_id = ?2");
    private readonly Statement _deleteJob = connection.Prepare("DELETE FROM jobs WHERE submitted_at = ?1 AND job_id = ?2");
    private readonly Statement _deletePayload = connection.Prepare("DELETE FROM payloads WHERE submitted_at = ?1 AND job_id = ?2");
    private readonly Statement _deleteAttempts = connection.Prepare("DELETE FROM attempts WHERE submitted_at = ?1 AND job_id = ?2");
    private readonly Statement _putAttempt = connection.Prepare("INSERT OR REPLACE INTO attempts (submitted_at, job_id, attempt, body) VALUES (?1, ?2, ?3, ?4)");
    private readonly Statement _deleteAttempt = connection.Prepare("DELETE FROM attempts WHERE submitted_at = ?1 AND job_id = ?2 AND attempt = ?3");
    private readonly Statement _putLog = connection.Prepare("INSERT OR REPLACE INTO attempt_logs (submitted_at, job_id, attempt, body) VALUES (?1, ?2, ?3, ?4)");
    private readonly Statement _deleteLog = connection.Prepare("DELETE FROM attempt_logs WHERE submitted_at = ?1 AND job_id = ?2 AND attempt = ?3");
    private readonly Statement _deleteLogs = connection.Prepare("DELETE FROM attempt_logs WHERE submitted_at = ?1 AND job_id = ?2");
    private readonly EntryWriter _entries = new(connection);
    private readonly RunningWriter _running = new(connection);
    private readonly Statement _trimEntries = connection.Prepare(
        "DELETE FROM entries WHERE partition = ?1 AND kind = ?2 AND name = ?3 AND priority = ?4 AND (at, ord) <= (?5, ?6)");
    private readonly Statement _putLine = connection.Prepare(
        "INSERT OR REPLACE INTO lines (partition, kind, name, priority, at, ord, holder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    private readonly Statement _deleteLine = connection.Prepare("DELETE FROM lines WHERE partition = ?1 AND kind = ?2 AND name = ?3 AND priority = ?4");
    private readonly Statement _putIdempotency = connection.Prepare(
        "INSERT OR REPLACE INTO idempotency (partition, scope, key, job_id, request_hash) VALUES (?1, ?2, ?3, ?4, ?5)");
    private readonly Statement _deleteIdempotency = connection.Prepare("DELETE FROM idempotency WHERE partition = ?1 AND scope = ?2 AND key = ?3 AND job_id = ?4");
    private readonly Statement _putQueue = connection.Prepare(
        "INSERT OR REPLACE INTO queues (partition, name, paused, note, paused_by, at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    private readonly Statement _putSend = connection.Prepare(
        "INSERT OR REPLACE INTO sends (partition, id, target, job_id, spec, payload, kind, schedule_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    private readonly Statement _deleteSend = connection.Prepare("DELETE FROM sends WHERE partition = ?1 AND id = ?2");
    private readonly Statement _putCounter = connection.Prepare(
        "INSERT OR REPLACE INTO counters (partition, state, queue, job_type, count) VALUES (?1, ?2, ?3, ?4, ?5)");
    private readonly Statement _deleteCounter = connection.Prepare("DELETE FROM counters WHERE partition = ?1 AND state = ?2 AND queue = ?3 AND job_type = ?4");
    private readonly Statement _check = connection.Prepare("UPDATE meta SET value = value + 1 WHERE name = 'checks'");

    public Connection Connection { get; } = connection;

    /// <summary>Raises a term, see <see cref="IPartitionLog.AcquireTermAsync"/>.</summary>
    public AcquireResult Acquire(int partition, string owner, long? expectedTerm)
    {
        _acquire.Bind(1, partition).Bind(2, owner).Bind(3, expectedTerm).Run();
        var acquired = Connection.Changes == 1;
        _head.Bind(1, partition);
        if (!_head.Step())
            throw new WriteConflictException($"partition {partition} has no row");
        var head = RowReaders.ReadHead(_head);
        _head.Reset();
        return new(acquired, head);
    }

    /// <summary>A tiny write, to see whether one is possible.</summary>
    public void Check() => _check.Run();

    /// <summary>Writes a batch that keeps <see cref="CommitRules"/>; false: fenced, and nothing was written.</summary>
    public bool TryApply(CommitBatch batch)
    {
        var head = batch.Head;
        _fence.Bind(1, head.Partition).Bind(2, batch.Term).Bind(3, batch.Seq).Bind(4, head.Seq).Bind(5, head.Owner)
            .Bind(6, head.NextSequence).Bind(7, head.NextEntry).Bind(8, head.NextToken).Bind(9, head.DueWatermark.At).Bind(10, head.DueWatermark.Order).Run();
        if (Connection.Changes == 0)
            return false;
        _entries.Begin();
        _running.Begin();
        for (var i = 0; i < batch.Mutations.Count; i++)
            Apply(head.Partition, batch.Mutations[i]);
        _entries.Write(head.Partition);
        _running.Write(head.Partition);
        return true;
    }

    private void Apply(int partition, Mutation mutation)
    {
        switch (mutation)
        {
            case InsertJob { Job: var job }:
                Insert(job);
                break;
            case UpdateJob { Job: var job }:
                Update(job);
                break;
            case DeleteJob { JobId: var id }:
                Delete(id);
                break;
            case PutAttempt put:
                RowCodec.WriteAttempt(_blob, put.Attempt);
                BindJob(_putAttempt, put.JobId).Bind(3, put.Attempt.Attempt).Bind(4, _blob.Written).Run();
                break;
            case DeleteAttempt delete:
                BindJob(_deleteAttempt, delete.JobId).Bind(3, delete.Attempt).Run();
                BindJob(_deleteLog, delete.JobId).Bind(3, delete.Attempt).Run();
                break;
            case PutAttemptLog put:
                RowCodec.WriteLog(_blob, put.Log);
                BindJob(_putLog, put.JobId).Bind(3, put.Attempt).Bind(4, _blob.Written).Run();
                break;
            case PutEntry { Entry: var entry }:
                _entries.Put(entry);
                break;
            case TrimEntries trim:
                BindLine(_trimEntries, partition, trim.Line).Bind(5, trim.UpTo.At).Bind(6, trim.UpTo.Order).Run();
                break;
            case PutLine { Line: var line }:
                BindLine(_putLine, partition, line.Line).Bind(5, line.Watermark.At).Bind(6, line.Watermark.Order).Bind(7, line.Holder).Run();
                break;
            case DeleteLine delete:
                BindLine(_deleteLine, partition, delete.Line).Run();
                break;
            case PutRunning { Running: var running }:
                _running.Put(running);
                break;
            case DeleteRunning delete:
                _running.Delete(delete.Token);
                break;
            case PutIdempotency { Key: var key }:
                _putIdempotency.Bind(1, partition).Bind(2, key.Scope).Bind(3, key.Key).Bind(4, key.JobId).Bind(5, key.RequestHash).Run();
                break;
            case DeleteIdempotency delete:
                _deleteIdempotency.Bind(1, partition).Bind(2, delete.Scope).Bind(3, delete.Key).Bind(4, delete.JobId).Run();
                break;
            case PutQueue { Queue: var queue }:
                _putQueue.Bind(1, partition).Bind(2, queue.Name).Bind(3, queue.Paused ? 1 : 0).Bind(4, queue.Note).Bind(5, queue.By)
                    .Bind(6, queue.At).Bind(7, queue.Version).Run();
                break;
            case PutSend { Send: var send }:
                Put(partition, send);
                break;
            case DeleteSend delete:
                _deleteSend.Bind(1, partition).Bind(2, delete.Id).Run();
                break;
            case SetCounter { Counter: var counter }:
                var statement = counter.Count == 0 ? _deleteCounter : _putCounter;
                statement.Bind(1, partition).Bind(2, (int)counter.State).Bind(3, counter.Queue).Bind(4, counter.JobType);
                if (counter.Count != 0)
                    statement.Bind(5, counter.Count);
                statement.Run();
                break;
            default:
                ApplyToSchedule(mutation);
                break;
        }
    }

    private void Insert(JobRecord job)
    {
        RowCodec.WriteSpec(_blob, job.Spec);
        _insertJob.Bind(1, job.SubmittedAt).Bind(2, job.JobId).Bind(3, job.Sequence);
        BindState(_insertJob, 4, job);
        _insertJob.Bind(7, _blob.Written);
        RowCodec.WriteChanges(_blob, job);
        var apart = job.Spec.Payload is { Length: > StoreLimits.InlinePayloadBytes };
        _insertJob.Bind(8, _blob.Written).Bind(9, apart ? null : job.Spec.Payload).Bind(10, job.Result).Run();
        if (apart)
            _insertPayload.Bind(1, job.SubmittedAt).Bind(2, job.JobId).Bind(3, job.Spec.Payload).Run();
    }

    private void Update(JobRecord job)
    {
        // A row that came from a page may lack its result: what is not there was not changed.
        var keep = job.PayloadOmitted && job.Result is null;
        var statement = keep ? _updateJobKeepResult : _updateJob;
        RowCodec.WriteChanges(_blob, job);
        statement.Bind(1, job.SubmittedAt).Bind(2, job.JobId);
        BindState(statement, 3, job);
        statement.Bind(6, _blob.Written);
        if (!keep)
            statement.Bind(7, job.Result);
        statement.Run();
        if (Connection.Changes == 0)
            throw new WriteConflictException($"job {job.JobId} does not exist");
    }

    private void Delete(string jobId)
    {
        BindJob(_deleteJob, jobId).Run();
        if (Connection.Changes == 0)
            throw new WriteConflictException($"job {jobId} does not exist");
        BindJob(_deletePayload, jobId).Run();
        BindJob(_deleteAttempts, jobId).Run();
        BindJob(_deleteLogs, jobId).Run();
    }

    private void Put(int partition, SendRecord send)
    {
        _blob.Clear();
        if (send.Spec is { } spec)
            RowCodec.WriteSpec(_blob, spec);
        _putSend.Bind(1, partition).Bind(2, send.Id).Bind(3, send.Target).Bind(4, send.JobId).Bind(5, _blob.Written)
            .Bind(6, send.Spec?.Payload).Bind(7, (int)send.Kind).Bind(8, send.ScheduleId).Run();
    }

    /// <summary>What the indexes of the jobs table need.</summary>
    private static void BindState(Statement statement, int first, JobRecord job) =>
        statement.Bind(first, (int)job.State).Bind(first + 1, job.RunAt)
            .Bind(first + 2, job.State == StoredState.Failed ? job.FinishedAt ?? 0 : job.FinishedAt);

    private static Statement BindJob(Statement statement, string jobId) =>
        statement.Bind(1, JobIds.TryParse(jobId, out _, out var submittedAt) ? submittedAt : 0).Bind(2, jobId);

    private static Statement BindLine(Statement statement, int partition, LineId line) =>
        statement.Bind(1, partition).Bind(2, (int)line.Kind).Bind(3, line.Name).Bind(4, line.Priority);
}
