using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <summary>The rows of one partition. Not thread-safe: the store locks around it.</summary>
internal sealed partial class MemoryPartition(int partition)
{
    public PartitionHead Head { get; set; } = new() { Partition = partition };

    public Dictionary<string, JobRecord> Jobs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SortedDictionary<int, AttemptRecord>> Attempts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SortedDictionary<int, LoggedLines>> Logs { get; } = new(StringComparer.Ordinal);

    public Dictionary<LineId, SortedSet<EntryRecord>> Entries { get; } = [];

    public Dictionary<LineId, LineRecord> Lines { get; } = [];

    public SortedDictionary<long, RunningRecord> Running { get; } = [];

    public Dictionary<(string Scope, string Key), IdempotencyRecord> IdempotencyKeys { get; } = [];

    public SortedDictionary<string, QueueRecord> Queues { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<long, SendRecord> Sends { get; } = [];

    public Dictionary<(StoredState State, string Queue, string JobType), CounterRecord> Counters { get; } = [];

    /// <summary>Applies a batch that keeps <see cref="CommitRules"/>: all of it, or nothing and the reason.</summary>
    public CommitResult Apply(CommitBatch batch)
    {
        if (Head.Term != batch.Term || Head.Seq != batch.Seq)
            return CommitResult.Fenced;
        foreach (var mutation in batch.Mutations)
        {
            if (mutation is InsertJob insert && Jobs.ContainsKey(insert.Job.JobId))
                return new(CommitStatus.Rejected, RejectReason.Conflict, $"job {insert.Job.JobId} exists");
            if (mutation is UpdateJob update && !Jobs.ContainsKey(update.Job.JobId))
                return new(CommitStatus.Rejected, RejectReason.Conflict, $"job {update.Job.JobId} does not exist");
            if (mutation is DeleteJob delete && !Jobs.ContainsKey(delete.JobId))
                return new(CommitStatus.Rejected, RejectReason.Conflict, $"job {delete.JobId} does not exist");
            if (mutation is UpdateSchedule { Schedule.Id: var schedule } && !Schedules.ContainsKey(schedule))
                return new(CommitStatus.Rejected, RejectReason.Conflict, $"schedule {schedule} does not exist");
        }

        // Nothing below can fail.
        foreach (var mutation in batch.Mutations)
            Apply(mutation);
        Head = batch.Head;
        return CommitResult.Applied;
    }

    /// <summary>Entries of a line after a place and not after a time, in order.</summary>
    public EntryPage Page(LineId line, Position after, long upTo, int limit)
    {
        if (!Entries.TryGetValue(line, out var all) || after.At > upTo)
            return EntryPage.Empty;
        var page = new List<(EntryRecord, JobRecord?)>();
        foreach (var entry in all.GetViewBetween(Place(line, after), Place(line, new(upTo, long.MaxValue))))
        {
            if (entry.At == after)
                continue;
            if (page.Count == limit)
                return new(page, End: false);
            page.Add((entry, entry.Kind != EntryKind.Fire && Jobs.TryGetValue(entry.JobId, out var job) ? Paged(job) : null));
        }

        return new(page, End: true);
    }

    private void Apply(Mutation mutation)
    {
        switch (mutation)
        {
            case InsertJob { Job: var job }:
                Jobs.Add(job.JobId, job);
                break;
            case UpdateJob { Job: var job }:
                Jobs[job.JobId] = Updated(Jobs[job.JobId], job);
                break;
            case DeleteJob { JobId: var gone }:
                Jobs.Remove(gone);
                Attempts.Remove(gone);
                Logs.Remove(gone);
                break;
            case PutAttempt put:
                if (!Attempts.TryGetValue(put.JobId, out var attempts))
                    Attempts.Add(put.JobId, attempts = []);
                attempts[put.Attempt.Attempt] = put.Attempt;
                break;
            case DeleteAttempt delete:
                if (Attempts.TryGetValue(delete.JobId, out var kept) && kept.Remove(delete.Attempt) && kept.Count == 0)
                    Attempts.Remove(delete.JobId);
                if (Logs.TryGetValue(delete.JobId, out var others) && others.Remove(delete.Attempt) && others.Count == 0)
                    Logs.Remove(delete.JobId);
                break;
            case PutAttemptLog put:
                if (!Logs.TryGetValue(put.JobId, out var logs))
                    Logs.Add(put.JobId, logs = []);
                logs[put.Attempt] = put.Log;
                break;
            case PutEntry { Entry: var entry }:
                if (!Entries.TryGetValue(entry.Line, out var line))
                    Entries.Add(entry.Line, line = new(ByPlace.Instance));
                line.Add(entry);
                break;
            case TrimEntries trim:
                Trim(trim);
                break;
            case PutLine put:
                Lines[put.Line.Line] = put.Line;
                break;
            case DeleteLine delete:
                Lines.Remove(delete.Line);
                break;
            case PutRunning put:
                Running[put.Running.Token] = put.Running;
                break;
            case DeleteRunning delete:
                Running.Remove(delete.Token);
                break;
            case PutIdempotency { Key: var key }:
                IdempotencyKeys[(key.Scope, key.Key)] = key;
                break;
            case DeleteIdempotency delete:
                if (IdempotencyKeys.TryGetValue((delete.Scope, delete.Key), out var taken) && taken.JobId == delete.JobId)
                    IdempotencyKeys.Remove((delete.Scope, delete.Key));
                break;
            case PutQueue put:
                Queues[put.Queue.Name] = put.Queue;
                break;
            case PutSend put:
                Sends[put.Send.Id] = put.Send;
                break;
            case DeleteSend delete:
                Sends.Remove(delete.Id);
                break;
            case SetCounter { Counter: { Count: 0 } none }:
                Counters.Remove((none.State, none.Queue, none.JobType));
                break;
            case SetCounter { Counter: var counter }:
                Counters[(counter.State, counter.Queue, counter.JobType)] = counter;
                break;
            default:
                ApplyToSchedule(mutation);
                break;
        }
    }

    private void Trim(TrimEntries trim)
    {
        if (!Entries.TryGetValue(trim.Line, out var line))
            return;
        while (line.Min is { } first && first.At <= trim.UpTo)
            line.Remove(first);
        if (line.Count == 0)
            Entries.Remove(trim.Line);
    }

    /// <summary>Identity, spec and payload stay as inserted; a result left out of a page is not lost.</summary>
    private static JobRecord Updated(JobRecord stored, JobRecord job) => job with
    {
        Sequence = stored.Sequence,
        SubmittedAt = stored.SubmittedAt,
        Spec = stored.Spec,
        Result = job.PayloadOmitted ? job.Result ?? stored.Result : job.Result,
        PayloadOmitted = false,
    };

    /// <summary>As pages show it: without a large payload, and then without the result too.</summary>
    internal static JobRecord Paged(JobRecord job) => job.Spec.Payload is { Length: > StoreLimits.InlinePayloadBytes }
        ? job with { Spec = job.Spec with { Payload = null }, Result = null, PayloadOmitted = true }
        : job;

    private static EntryRecord Place(LineId line, Position at) => new(line, at, "", EntryKind.Run);

    private sealed class ByPlace : IComparer<EntryRecord>
    {
        public static ByPlace Instance { get; } = new();

        public int Compare(EntryRecord? x, EntryRecord? y) => x!.At.CompareTo(y!.At);
    }
}
