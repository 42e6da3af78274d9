using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>
/// Collects the mutations of one commit and merges them: at most one per row. Entries that were put and consumed in the same batch
/// leave nothing behind.
/// </summary>
internal sealed class CommitBuilder
{
    private readonly List<JobCell> _cells = [];
    private readonly Dictionary<(LineId, Position), EntryRecord> _puts = [];
    private readonly Dictionary<string, QueueRecord> _queues = [];
    private readonly List<ScheduleCell> _schedules = [];
    private readonly Dictionary<(string Schedule, long Number), DecisionRecord> _decisions = [];
    private readonly Dictionary<ScheduleJobRecord, bool> _scheduleJobs = [];
    private readonly Dictionary<(string Scope, string Key), Mutation> _idempotency = [];
    private readonly List<JobCell> _deleted = [];
    private readonly List<Mutation> _others = [];
    private readonly HashSet<(StoredState, string, string)> _counters = [];
    private readonly HashSet<LineId> _lines = [];
    private long _bytes;
    private int _reserved;

    /// <summary>Nothing to write.</summary>
    internal bool IsEmpty => _cells.Count == 0 && _puts.Count == 0 && _others.Count == 0 && _queues.Count == 0
        && _schedules.Count == 0 && _scheduleJobs.Count == 0 && _idempotency.Count == 0 && _deleted.Count == 0;

    internal List<JobCell> Cells => _cells;

    /// <summary>Jobs whose rows go.</summary>
    internal List<JobCell> Deleted => _deleted;

    internal List<ScheduleCell> Schedules => _schedules;

    internal HashSet<LineId> Lines => _lines;

    internal IReadOnlyCollection<(StoredState State, string Queue, string JobType)> Counters => _counters;

    internal IEnumerable<EntryRecord> Puts => _puts.Values;

    /// <summary>Rows the batch has at most, range deletes included.</summary>
    internal int Rows => 2 + _reserved + _cells.Count + _puts.Count + _others.Count + _queues.Count + _counters.Count + (2 * _lines.Count)
        + _schedules.Count + _decisions.Count + _scheduleJobs.Count
        + _idempotency.Count + _deleted.Count;

    /// <summary>At least what <see cref="CommitRules"/> counts.</summary>
    internal long Bytes => _bytes;

    internal void Touch(JobCell cell)
    {
        if (cell.Dirty)
            return;
        cell.Dirty = true;
        _cells.Add(cell);
        _bytes += CommitRules.SizeOfChanges(cell.Record) + (cell.Stored is null ? CommitRules.SizeOf(cell.Record.Spec) : 0);
    }

    /// <summary>The cell is about to get this row; what it weighed before stays counted.</summary>
    internal void Weigh(JobCell cell, JobRecord record) =>
        _bytes += Math.Max(0, CommitRules.SizeOfChanges(record) - CommitRules.SizeOfChanges(cell.Record));

    internal void Count(StoredState state, JobSpec spec) => _counters.Add((state, spec.Queue, spec.JobType));

    /// <summary>Keeps room for what is decided only after a page was read, before the commit.</summary>
    internal void Reserve(int rows, int bytes)
    {
        _reserved += rows;
        _bytes += bytes;
    }

    internal void TouchLine(LineId line) => _lines.Add(line);

    internal void Put(EntryRecord entry)
    {
        _puts[(entry.Line, entry.At)] = entry;
        _bytes += entry.Line.Name.Length;
        TouchLine(entry.Line);
    }

    /// <summary>The entry is not valid any more: if it was put in this batch, it is not written.</summary>
    internal void Unput(LineId line, Position at)
    {
        _puts.Remove((line, at));
        TouchLine(line);
    }

    internal Position? FirstPut(LineId line)
    {
        Position? first = null;
        foreach (var (id, at) in _puts.Keys)
        {
            if (id == line && (first is null || at < first))
                first = at;
        }

        return first;
    }

    internal void PutQueue(QueueRecord queue)
    {
        _queues[queue.Name] = queue;
        _bytes += CommitRules.SizeOf(new PutQueue(queue));
    }

    internal void Touch(ScheduleCell cell)
    {
        if (cell.Dirty)
            return;
        cell.Dirty = true;
        _schedules.Add(cell);
        _bytes += CommitRules.SizeOf(new UpdateSchedule(cell.Record));
    }

    /// <summary>The definition is written too.</summary>
    internal void TouchDefinition(ScheduleCell cell)
    {
        Touch(cell);
        cell.DefinitionChanged = true;
        _bytes += CommitRules.SizeOf(new PutSchedule(cell.Record));
    }

    internal void Put(string schedule, DecisionRecord decision)
    {
        _decisions[(schedule, decision.Number)] = decision;
        _bytes += CommitRules.SizeOf(new PutDecision(schedule, decision));
    }

    internal void Note(ScheduleJobRecord job, bool active) => _scheduleJobs[job] = active;

    /// <summary>The schedule is deleted: what the batch would have written of it is dropped.</summary>
    internal void Delete(ScheduleCell cell)
    {
        _schedules.Remove(cell);
        foreach (var key in _decisions.Keys.Where(key => key.Schedule == cell.Id).ToList())
            _decisions.Remove(key);
        foreach (var job in _scheduleJobs.Keys.Where(job => job.ScheduleId == cell.Id).ToList())
            _scheduleJobs.Remove(job);
        _others.RemoveAll(mutation => mutation is DeleteDecision delete && delete.ScheduleId == cell.Id);
        Add(new DeleteSchedule(cell.Id));
    }

    internal void Put(IdempotencyRecord key) => _idempotency[(key.Scope, key.Key)] = new PutIdempotency(key);

    /// <summary>The job's row goes, and its idempotency key with it, which a later submit of the batch may take again.</summary>
    internal void Delete(JobCell cell)
    {
        var (jobId, spec) = (cell.Record.JobId, cell.Record.Spec);
        _deleted.Add(cell);
        if (spec.IdempotencyKey is { } key)
            _idempotency[(spec.ConcurrencyKey ?? "", key)] = new DeleteIdempotency(spec.ConcurrencyKey ?? "", key, jobId);
        Count(cell.Record.State, spec);
    }

    internal void Add(Mutation mutation)
    {
        _others.Add(mutation);
        _bytes += CommitRules.SizeOf(mutation);
    }

    internal List<Mutation> ToMutations()
    {
        var mutations = new List<Mutation>(Rows);
        foreach (var cell in _cells)
        {
            if (cell.Stored is null)
                mutations.Add(new InsertJob(cell.Record));
            else if (!ReferenceEquals(cell.Stored, cell.Record))
                mutations.Add(new UpdateJob(cell.Record));
        }

        foreach (var put in _puts.Values)
            mutations.Add(new PutEntry(put));
        foreach (var queue in _queues.Values)
            mutations.Add(new PutQueue(queue));
        foreach (var cell in _schedules)
            mutations.Add(cell.DefinitionChanged ? new PutSchedule(cell.Record) : new UpdateSchedule(cell.Record));
        foreach (var ((schedule, _), decision) in _decisions)
            mutations.Add(new PutDecision(schedule, decision));
        foreach (var (job, active) in _scheduleJobs)
            mutations.Add(active ? new PutScheduleJob(job) : new DeleteScheduleJob(job));
        mutations.AddRange(_idempotency.Values);
        foreach (var cell in _deleted)
            mutations.Add(new DeleteJob(cell.Record.JobId));
        mutations.AddRange(_others);
        return mutations;
    }

    /// <summary>Empties it for the next commit; what was made of it before stays as it is.</summary>
    internal void Clear()
    {
        _cells.Clear();
        _puts.Clear();
        _queues.Clear();
        _schedules.Clear();
        _decisions.Clear();
        _scheduleJobs.Clear();
        _idempotency.Clear();
        _deleted.Clear();
        _others.Clear();
        _counters.Clear();
        _lines.Clear();
        (_bytes, _reserved) = (0, 0);
    }
}
