using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>What must be in memory before a batch is decided. Nothing else changes the rows meanwhile: the owner decides one batch at a time.</content>
public sealed partial class PartitionCore
{
    private const int MostKeysAtOnce = 256;
    private readonly HashSet<string> _absentJobs = [];
    private readonly HashSet<(string, string)> _freeIdempotency = [];
    private readonly HashSet<string> _wantedKeys = [];
    private MissingRows _missing = new();

    /// <summary>The rows that must be loaded before these commands, and what is due now, can be decided; null when all are in memory.</summary>
    /// <param name="commands">The commands of the batch.</param>
    public LoadRequest? Missing(IEnumerable<CoreCommand> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        foreach (var command in commands)
        {
            AddMissing(command);
            AddMissingSchedule(command);
        }

        _missing.EndedJobs.ExceptWith(_missing.Jobs); // what is read whole is not read as a page
        AddMissingOfTime(DueEntries());
        if (_missing.IsEmpty)
            return null;
        var missing = _missing;
        _missing = new MissingRows();
        return new LoadRequest
        {
            JobIds = missing.Jobs,
            PagedJobIds = missing.EndedJobs,
            IdempotencyKeys = missing.IdempotencyKeys,
            ConcurrencyKeys = missing.Keys,
            EntriesPerKey = _sizes.KeyEntries,
            ScheduleIds = missing.Schedules,
            JobsPerSchedule = JobsPerSchedule,
            ScheduleJobs = missing.ScheduleJobs,
        };
    }

    private void AddMissingOfTime(List<LineEntry> due)
    {
        if (due.Count + _wantedKeys.Count == 0)
            return;
        foreach (var key in _wantedKeys.Concat(due.Select(KeyOf)).Where(IsMissing).Take(MostKeysAtOnce))
            AddMissingKey(key);
        _wantedKeys.Clear();
        foreach (var entry in due.Where(entry => entry.ScheduleId is not null).Take(MostDueSchedules))
            AddMissingSchedule(entry.ScheduleId!, null);
    }

    /// <summary>Takes loaded rows; rows already in memory are newer and stay.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="rows">What exists of it.</param>
    public void Supply(LoadRequest request, LoadedRows rows)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var job in rows.Jobs.Values)
            Resident(job);
        _absentJobs.UnionWith(request.JobIds.Concat(request.PagedJobIds).Where(id => !_cells.ContainsKey(id)));
        foreach (var scope in request.IdempotencyKeys)
        {
            if (rows.IdempotencyKeys.TryGetValue(scope, out var known))
                _idempotency[scope] = known;
            else
                _freeIdempotency.Add(scope);
        }

        foreach (var name in request.ConcurrencyKeys)
            SupplyKey(name, rows.KeyLines.GetValueOrDefault(name));
        SupplySchedules(request, rows);
    }

    /// <summary>The pages to read now: the due window towards the horizon, lines that run low, keys whose next in line is unknown.</summary>
    public IReadOnlyList<PageRequest> MissingPages()
    {
        List<PageRequest>? pages = null;
        if (_due.Count < _due.Capacity / 2 && _due.LoadedThrough.At <= DueReadFrom + (_sizes.HorizonMs / 2))
            (pages ??= []).Add(new PageRequest(LineId.Due, _due.LoadedThrough, DueReadFrom + _sizes.HorizonMs, _due.Capacity - _due.Count));
        foreach (var line in _lines.Values)
        {
            if (NeedsPage(line))
                (pages ??= []).Add(NextPage(line));
        }

        foreach (var key in _keys.Values)
        {
            if (key.NeedsPage && NeedsPage(key.Line))
                (pages ??= []).Add(NextPage(key.Line));
        }

        return pages ?? (IReadOnlyList<PageRequest>)[];
    }

    private static PageRequest NextPage(LineHead line) => new(line.Id, line.LoadedThrough, long.MaxValue, line.Capacity - line.Count);

    private static bool NeedsPage(LineHead line) => !line.IsComplete && line.Count <= line.Capacity / 4;

    /// <summary>Takes a page. Entries whose job says otherwise are dead and passed over.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="page">What was read.</param>
    public void Supply(PageRequest request, EntryPage page)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(page);
        var line = Line(request.Line);
        Take(line, request.UpTo, page);
        // What this batch has put is not in the store yet, but belongs to the range now.
        foreach (var put in _batch.Puts.Where(put => put.Line == line.Id && put.At > request.After && put.At <= line.LoadedThrough))
            AddEntry(line, put.Kind == EntryKind.Fire ? new LineEntry(put.At, null, put.Kind, put.JobId) : new LineEntry(put.At, _cells[put.JobId], put.Kind));
        if (request.Line.Kind == LineKind.Key)
            Promote(_keys[request.Line.Name]);
        if (line.IsEmpty)
            _batch.TouchLine(line.Id); // all that was left of it is dead: the next commit removes it
    }

    /// <summary>
    /// After the decisions: keys that lost their holder in this batch and whose next in line must be read. They get it before the
    /// commit, so that no key without a holder has a stored line, which nobody would look at after a restart.
    /// </summary>
    public IReadOnlyList<PageRequest> OrphanedKeys()
    {
        List<PageRequest>? pages = null;
        foreach (var key in _keys.Values)
        {
            if (key.NeedsPage)
                (pages ??= []).Add(new PageRequest(key.Line.Id, key.Line.LoadedThrough, long.MaxValue, _sizes.KeyEntries));
        }

        return pages ?? (IReadOnlyList<PageRequest>)[];
    }

    /// <summary>When the next page of the due index should be read, Unix milliseconds; while the window is half full it is read as that empties.</summary>
    public long NextPageAt
    {
        get
        {
            if (_due.LoadedThrough.At == long.MaxValue || _due.Count >= _due.Capacity / 2)
                return long.MaxValue;
            var at = Math.Max(_due.LoadedThrough.At, 0) - (_sizes.HorizonMs / 2);
            return at <= _due.Watermark.At ? Math.Min(at, _now) : at;
        }
    }

    private void Take(LineHead line, long upTo, EntryPage page)
    {
        if (page.End)
            line.ExtendTo(upTo == long.MaxValue ? LineHead.End : new Position(upTo, long.MaxValue));
        else if (page.Entries.Count > 0)
            line.ExtendTo(page.Entries[^1].Entry.At);
        foreach (var (entry, job) in page.Entries)
        {
            if (entry.Kind == EntryKind.Fire)
            {
                AddEntry(line, new LineEntry(entry.At, null, entry.Kind, entry.JobId)); // whether it is valid says its schedule, when it is due
                continue;
            }

            var cell = job is null ? null : Resident(job);
            if (cell is not null && IsValid(entry, cell.Record))
                AddEntry(line, new LineEntry(entry.At, cell, entry.Kind));
            else
                line.MarkDead(entry.At);
        }
    }

    private static bool IsValid(EntryRecord entry, JobRecord job) => entry.Kind == EntryKind.Expire
        ? JobTransitions.CanExpire(job)
        : job.Line == entry.Line && job.At == entry.At;

    private void AddMissing(CoreCommand command)
    {
        switch (command)
        {
            case CoreCommand.Submit submit:
                AddMissingSpec(submit.Spec);
                AddMissingKey(submit.Spec.ConcurrencyKey);
                break;
            case CoreCommand.Probe probe:
                AddMissingSpec(probe.Spec);
                break;
            case CoreCommand.Deliver { Job: { Kind: SentKind.Job or SentKind.Cancel } sent }:
                AddMissingJob(sent.JobId);
                AddMissingKey(sent.Spec?.ConcurrencyKey);
                break;
            case CoreCommand.ChangeSchedule { Command: { Kind: ScheduleCommandKind.Trigger } change }:
                if (_schedules.TryGetValue(change.Id, out var schedule) && schedule.Record.Spec.Job.ConcurrencyKey is { } key && LiesHere(key))
                    AddMissingKey(key);
                break;
            case CoreCommand.Trim trim:
                if (!_cells.ContainsKey(trim.JobId) && !_absentJobs.Contains(trim.JobId))
                    _missing.EndedJobs.Add(trim.JobId);
                break;
            default:
                if (JobOf(command) is { } jobId)
                    AddMissingJob(jobId);
                break;
        }
    }

    private static string? JobOf(CoreCommand command) => command switch
    {
        CoreCommand.Change change => change.Command.JobId,
        CoreCommand.Report report => report.Attempt.JobId,
        CoreCommand.Lost lost => lost.JobId,
        CoreCommand.Progress progress => progress.JobId,
        _ => null,
    };

    private void AddMissingSpec(JobSpec spec)
    {
        if (spec.IdempotencyKey is null)
            return;
        var scope = Scope(spec);
        if (_idempotency.TryGetValue(scope, out var known))
        {
            if (!_cells.ContainsKey(known.JobId) && !_absentJobs.Contains(known.JobId))
                _missing.Jobs.Add(known.JobId);
        }
        else if (!_freeIdempotency.Contains(scope))
        {
            _missing.IdempotencyKeys.Add(scope);
        }
    }

    private void AddMissingJob(string jobId)
    {
        if (_cells.TryGetValue(jobId, out var cell))
            AddMissingKey(cell.Record.Spec.ConcurrencyKey);
        else if (!_absentJobs.Contains(jobId))
            _missing.Jobs.Add(jobId);
    }

    private void AddMissingKey(string? name)
    {
        if (name is null)
            return;
        if (!_keys.TryGetValue(name, out var key))
            _missing.Keys.Add(name);
        else if (key.Holder is { } holder && !_cells.ContainsKey(holder))
            _missing.Jobs.Add(holder);
    }

    private bool IsMissing(string? name) =>
        name is not null && (!_keys.TryGetValue(name, out var key) || (key.Holder is { } holder && !_cells.ContainsKey(holder)));

    private void SupplyKey(string name, LoadedKeyLine? loaded)
    {
        if (_keys.ContainsKey(name))
            return;
        _keys.Add(name, NewKey(name, loaded));
        if (loaded is not null)
            Take(_keys[name].Line, long.MaxValue, loaded.Page);
    }

    private KeyState NewKey(string name, LoadedKeyLine? loaded)
    {
        var line = new LineHead(
            new LineId(LineKind.Key, name), loaded?.Line.Watermark ?? Position.Start, _sizes.KeyEntries, stored: loaded is not null);
        return new KeyState(name, line, loaded?.Line.Holder);
    }

    /// <summary>What one load asks for, collected command by command.</summary>
    private sealed class MissingRows
    {
        internal HashSet<string> Jobs { get; } = [];

        /// <summary>Jobs that may have to be removed: their payloads are not wanted.</summary>
        internal HashSet<string> EndedJobs { get; } = [];

        internal HashSet<(string, string)> IdempotencyKeys { get; } = [];

        internal HashSet<string> Keys { get; } = [];

        internal HashSet<string> Schedules { get; } = [];

        internal HashSet<ScheduleJobRecord> ScheduleJobs { get; } = [];

        internal bool IsEmpty => Jobs.Count + EndedJobs.Count + IdempotencyKeys.Count + Keys.Count + Schedules.Count + ScheduleJobs.Count == 0;
    }
}

/// <summary>A page to read.</summary>
/// <param name="Line">The line.</param>
/// <param name="After">Entries after this place.</param>
/// <param name="UpTo">At or before this time.</param>
/// <param name="Limit">At most this many.</param>
public sealed record PageRequest(LineId Line, Position After, long UpTo, int Limit);
