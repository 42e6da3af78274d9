using System.Runtime.InteropServices;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>The commit: rows, trims, watermarks, counters; and what is forgotten after it.</content>
public sealed partial class PartitionCore
{
    private const int LazyTrim = 256;
    private const int MostIdleKeys = 4_096;
    private readonly Dictionary<(StoredState, string, string), long> _counterChanges = [];

    // An answer that changes nothing rests on rows that a newer owner may have changed since: an empty commit shows that there is none.
    private bool _mustProve;

    /// <summary>The batch that makes all decisions since <see cref="Begin"/> durable, or null if there is nothing to write.</summary>
    public CommitBatch? Build()
    {
        if (_batch.IsEmpty && !_mustProve && (_due.DeadCount < LazyTrim || _now < _due.Watermark.At))
            return null;
        foreach (var id in _batch.Lines)
        {
            if (id.Kind is not LineKind.Due)
                BuildLine(id);
        }

        BuildDue();
        BuildCounters();
        foreach (var cell in _batch.Cells)
            _effects.Add(new Effect.Changed(cell.Record, cell.Stored));
        var (term, seq) = (_head.Term, _head.Seq);
        _head = _head with { Seq = seq + 1, NextSequence = _nextSequence, NextEntry = _nextEntry, NextToken = _nextToken };
        return new CommitBatch(term, seq, _head, _batch.ToMutations());
    }

    /// <summary>The batch is durable. Returns what is to be done now.</summary>
    public IReadOnlyList<Effect> Committed()
    {
        foreach (var cell in _batch.Cells)
        {
            cell.Stored = cell.Record;
            cell.Dirty = false;
            _used.Add(cell);
        }

        foreach (var schedule in _batch.Schedules)
            (schedule.Dirty, schedule.DefinitionChanged) = (false, false);
        var effects = _effects.ToArray();
        _effects.Clear();
        _batch.Clear();
        _mustProve = false;
        Forget();
        return effects;
    }

    private void BuildLine(LineId id)
    {
        var key = id.Kind == LineKind.Key ? _keys[id.Name] : null;
        var line = Line(id);
        if (line.IsEmpty && key?.Holder is null)
        {
            RemoveLine(line);
            return;
        }

        var before = line.Watermark;
        if (line.Stored && line.TrimmableTo() is { } dead)
        {
            _batch.Add(new TrimEntries(id, dead));
            line.Trimmed(dead);
        }

        // An entry put behind the watermark moves it back; a line without a row gets one just before its first entry.
        if (_batch.FirstPut(id) is { } first && (!line.Stored || first <= line.Watermark))
            line.Watermark = first with { Order = first.Order - 1 };
        if (line.Stored && line.Watermark == before && key?.Changed != true)
            return;
        line.Stored = true;
        _batch.Add(new PutLine(new LineRecord(id, line.Watermark, key?.Holder)));
        if (key is not null)
            key.Changed = false;
    }

    private void RemoveLine(LineHead line)
    {
        if (line.Stored)
        {
            if (line.DeadTo > line.Watermark)
                _batch.Add(new TrimEntries(line.Id, line.DeadTo));
            _batch.Add(new DeleteLine(line.Id));
        }

        if (line.Id.Kind == LineKind.Key)
        {
            _keys[line.Id.Name] = NewKey(line.Id.Name, null);
            return;
        }

        // A line whose jobs all start at once empties with every commit and comes back with the next.
        _lines.Remove(line.Id);
        line.Reset();
        _removedLine = line;
    }

    // The watermark never passes the clock, whatever is dead beyond it (cancelled, moved): a job that is submitted later for a time
    // before that would get its place behind the watermark and be late. Every place given later has a higher order.
    private void BuildDue()
    {
        if (_due.TrimmableTo(new Position(_now, _nextEntry - 1)) is not { } dead)
            return;
        _batch.Add(new TrimEntries(LineId.Due, dead));
        _due.Trimmed(dead);
        _head = _head with { DueWatermark = dead };
    }

    private void BuildCounters()
    {
        foreach (var cell in _batch.Cells)
        {
            if (cell.Stored is { } stored)
                ChangeCounter(stored, -1);
            ChangeCounter(cell.Record, 1);
        }

        foreach (var cell in _batch.Deleted)
            ChangeCounter(cell.Record, -1);

        foreach (var (key, delta) in _counterChanges)
        {
            if (delta == 0)
                continue;
            var count = _counters.GetValueOrDefault(key) + delta;
            if (count == 0)
                _counters.Remove(key);
            else
                _counters[key] = count;
            Queued += key.Item1 == StoredState.Lined ? delta : 0;
            _batch.Add(new SetCounter(new CounterRecord(key.Item1, key.Item2, key.Item3, count)));
        }

        _counterChanges.Clear();
    }

    private void ChangeCounter(JobRecord job, long delta)
    {
        var key = (job.State, job.Spec.Queue, job.Spec.JobType);
        CollectionsMarshal.GetValueRefOrAddDefault(_counterChanges, key, out _) += delta;
    }

    private void Forget()
    {
        _absentJobs.Clear();
        _freeIdempotency.Clear();
        _idempotency.Clear();
        if (_keys.Count > MostIdleKeys)
            ForgetKeys();
        ForgetSchedules();
        foreach (var cell in _used)
        {
            if (cell.References == 0 && _cells.Remove(cell.Record.JobId, out var known) && !ReferenceEquals(known, cell))
                _cells.Add(known.Record.JobId, known);
        }

        _used.Clear();
    }

    private void ForgetKeys()
    {
        foreach (var key in _keys.Values.Where(key => !key.NeedsPage))
        {
            foreach (var entry in key.Line.Entries)
            {
                entry.Cell!.References--;
                _used.Add(entry.Cell);
            }
        }

        foreach (var name in _keys.Where(key => !key.Value.NeedsPage).Select(key => key.Key).ToList())
            _keys.Remove(name);
    }
}
