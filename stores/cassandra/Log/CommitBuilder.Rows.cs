using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Archive;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <content>How each mutation is written.</content>
internal sealed partial class CommitBuilder
{
    private void Add(Mutation mutation)
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
                Put(put);
                break;
            case DeleteAttempt delete:
                Delete(delete);
                break;
            case PutAttemptLog put:
                Put(put);
                break;
            case PutEntry { Entry: var entry }:
                Put(entry);
                break;
            case TrimEntries { Line: var line, UpTo: var upTo }:
                Row(0, Cql.Trim, _partition, RowKind.EntriesOf(line.Kind), line.Name, line.Priority, upTo.At, upTo.Order);
                break;
            case PutLine { Line: var line }:
                Row(0, Cql.PutValue, _partition, RowKind.LineOf(line.Line.Kind), line.Line.Name, line.Line.Priority, 0L, Blobs.Of(line));
                break;
            case DeleteLine { Line: var line }:
                Delete(line);
                break;
            case PutRunning { Running: var running }:
                Set(RowKind.Running, "").Put(SetKeys.Of(running.Token), running.JobId);
                break;
            case DeleteRunning { Token: var token }:
                Set(RowKind.Running, "").Remove(SetKeys.Of(token));
                break;
            default:
                AddOther(mutation);
                break;
        }
    }

    private void AddOther(Mutation mutation)
    {
        switch (mutation)
        {
            case PutIdempotency { Key: var key }:
                Row(0, Cql.PutNamed, _partition, RowKind.Idempotency, Names.Of(key.Scope, key.Key), key.JobId, Blobs.Text(key.RequestHash));
                break;
            case DeleteIdempotency delete:
                if (facts.Keys.TryGetValue((delete.Scope, delete.Key), out var taken) && taken.JobId == delete.JobId)
                    Row(0, Cql.DeleteRow, _partition, RowKind.Idempotency, Names.Of(delete.Scope, delete.Key), 0, 0L, 0L);
                break;
            case PutQueue { Queue: var queue }:
                Row(queue.Note?.Length ?? 0, Cql.PutValue, _partition, RowKind.Queue, queue.Name, 0, 0L, Blobs.Of(queue));
                break;
            case PutSend { Send: var send }:
                Put(send);
                break;
            case DeleteSend { Id: var id }:
                DeleteSend(id);
                break;
            case SetCounter { Counter: { Count: 0 } none }:
                Row(0, Cql.DeleteRow, _partition, RowKind.Counter, Names.Of(none), (int)none.State, 0L, 0L);
                break;
            case SetCounter { Counter: var counter }:
                Row(0, Cql.PutCounter, _partition, RowKind.Counter, Names.Of(counter), (int)counter.State, counter.Count);
                break;
            default:
                AddToSchedule(mutation);
                break;
        }
    }

    private void Put(EntryRecord entry)
    {
        var line = entry.Line;
        Row(0, Cql.PutEntry, _partition, RowKind.EntriesOf(line.Kind), line.Name, line.Priority, entry.At.At, entry.At.Order, entry.JobId, (sbyte)entry.Kind);
        if (line.Kind == LineKind.Key && Set(RowKind.WaitingKeys, "") is var keys && keys.Count < RowKind.MostWaitingKeys)
            keys.Put(line.Name, "");
    }

    private void Delete(LineId line)
    {
        Row(0, Cql.DeleteRow, _partition, RowKind.LineOf(line.Kind), line.Name, line.Priority, 0L, 0L);
        if (line.Kind == LineKind.Key)
            Set(RowKind.WaitingKeys, "").Remove(line.Name);
    }

    private void Put(SendRecord send)
    {
        var key = Names.PayloadOfSend(_partition, send.Id);
        var payload = send.Spec?.Payload;
        var large = PayloadPieces.IsLarge(payload);
        var seq = large ? PutApart(key, PayloadPart.Payload, payload!) : StoredRow.NotApart;
        _blob.Clear();
        if (send.Spec is { } spec)
            RowCodec.WriteSpec(_blob, spec);
        var written = _blob.Written.ToArray();
        Row(
            written.Length + (large ? 0 : payload?.Length ?? 0), Cql.PutSend, _partition, RowKind.Send, send.Id, send.JobId, (sbyte)send.Kind, Blobs.Of(send),
            written, large ? Unset.Value : payload.Blob(), seq);
        Set(RowKind.SendIds, "").Put(SetKeys.Of(send.Id), SetKeys.OfSend(send.JobId, large));
    }

    private void DeleteSend(long id)
    {
        var ids = Set(RowKind.SendIds, "");
        Row(0, Cql.DeleteRow, _partition, RowKind.Send, "", 0, id, 0L);
        if (ids.Find(SetKeys.Of(id)) is { } value && SetKeys.IsApart(value))
            Chore(ChoreKind.CleanPayload, Names.PayloadOfSend(_partition, id), default, _seq);
        ids.Remove(SetKeys.Of(id));
    }

    private void AddToSchedule(Mutation mutation)
    {
        switch (mutation)
        {
            case PutSchedule { Schedule: var schedule }:
                Put(schedule);
                break;
            case UpdateSchedule { Schedule: var schedule }:
                PutChanges(schedule);
                break;
            case DeleteSchedule { ScheduleId: var id }:
                DeleteSchedule(id);
                break;
            case PutDecision put:
                RowCodec.WriteDecision(_blob, put.Decision);
                var body = _blob.Written.ToArray();
                Row(body.Length, Cql.PutValue, _partition, RowKind.Decision, put.ScheduleId, 0, put.Decision.Number, body);
                break;
            case DeleteDecision delete:
                Row(0, Cql.DeleteRow, _partition, RowKind.Decision, delete.ScheduleId, 0, delete.Number, 0L);
                break;
            case PutScheduleJob { Job: var job }:
                Set(RowKind.ScheduleJobs, job.ScheduleId).Put(job.JobId, "");
                break;
            case DeleteScheduleJob { Job: var job }:
                Set(RowKind.ScheduleJobs, job.ScheduleId).Remove(job.JobId);
                break;
            default:
                throw new InvalidOperationException($"The Cassandra store does not know the mutation {mutation.GetType().Name}.");
        }
    }

    private void Put(ScheduleRecord schedule)
    {
        var payload = schedule.Spec.Job.Payload;
        var large = PayloadPieces.IsLarge(payload);
        var seq = large ? PutApart(Names.PayloadOfSchedule(schedule.Id), PayloadPart.Payload, payload!) : StoredRow.NotApart;
        RowCodec.WriteDefinition(_blob, schedule.Spec);
        var spec = _blob.Written.ToArray();
        Row(spec.Length, Cql.PutDefinition, _partition, RowKind.Definition, schedule.Id, schedule.CreatedAt, spec, large ? null : payload?.Utf8.ToArray(), seq);
        PutChanges(schedule);
        Chore(ChoreKind.CleanPayload, Names.PayloadOfSchedule(schedule.Id), default, _seq - 1);
    }

    private void PutChanges(ScheduleRecord schedule)
    {
        RowCodec.WriteScheduleChanges(_blob, schedule);
        var changes = _blob.Written.ToArray();
        Row(changes.Length, Cql.PutSchedule, _partition, RowKind.Schedule, schedule.Id, changes);
    }

    private void DeleteSchedule(string id)
    {
        Row(0, Cql.DeleteRow, _partition, RowKind.Schedule, id, 0, 0L, 0L);
        Row(0, Cql.DeleteRow, _partition, RowKind.Definition, id, 0, 0L, 0L);
        Row(0, Cql.DeleteName, _partition, RowKind.Decision, id);
        Row(0, Cql.DeleteName, _partition, RowKind.ScheduleJobs, id);
        state.Keep(new PackedSet(RowKind.ScheduleJobs, id));
        Chore(ChoreKind.CleanPayload, Names.PayloadOfSchedule(id), default, _seq);
    }
}
