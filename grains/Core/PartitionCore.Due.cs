using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>What time wants: entries of the due index that are due, expiries, claims.</content>
public sealed partial class PartitionCore
{
    /// <summary>Moves what is due to its line, as far as the batch has room, and parked jobs whose type has a handler now to their queues.</summary>
    public void Advance()
    {
        foreach (var entry in DueEntries())
        {
            if (IsFull)
                break;
            TakeDue(entry);
        }

        foreach (var line in HandledTypeLines())
        {
            while (!IsFull && line.TryFirst(out var first))
                Reline(first.Cell!);
        }
    }

    /// <summary>The time of the next entry of the due index in memory, or null. What lies beyond is read before it is due.</summary>
    public long? NextDueAt
    {
        get
        {
            long? next = null;
            foreach (var entry in _due.Entries)
            {
                if (entry.At.At > _due.Watermark.At && entry.At.At - _view.LeadMs >= next)
                    break; // from the watermark on places are times: nothing that follows is earlier
                if (next is null || TimeOf(entry) < next)
                    next = TimeOf(entry);
            }

            return next;
        }
    }

    /// <summary>
    /// True when something is due but did not fit into the batch, the window runs low, a parked job's type has a handler now, or a line's head is to be read.
    /// </summary>
    public bool HasMore => _wantedKeys.Count > 0 || NextPageAt <= _now || DueEntries().Count > 0 || LinesHaveMore();

    /// <summary>The best claimable jobs in order, for the node to compare with those of its other partitions.</summary>
    /// <param name="most">At most this many.</param>
    public IReadOnlyList<ReadyHead> Ready(int most)
    {
        if (!_view.MayClaim || most <= 0)
            return [];
        var lines = OpenLines();
        var heads = new List<ReadyHead>(Math.Min(most, lines.Sum(line => line.Count)));
        ReadyHead? unknown = null;
        foreach (var line in lines)
        {
            foreach (var entry in line.Entries[..Math.Min(most, line.Count)])
                heads.Add(ReadyOf(entry));
            unknown = Better(unknown, Unknown(line));
        }

        if (lines.Count > 1)
            heads.Sort();
        // Of a line that is not wholly in memory nobody knows what follows its head: nothing worse than that is offered.
        var known = Math.Min(most, heads.Count);
        while (unknown is { } limit && known > 0 && heads[known - 1] > limit)
            known--;
        heads.RemoveRange(known, heads.Count - known);
        return heads;
    }

    /// <summary>The best head that may lie in the store beyond what a line has in memory; null: it is all in memory.</summary>
    private static ReadyHead? Unknown(LineHead line) => line.IsComplete ? null : new ReadyHead(line.Id.Priority, line.LoadedThrough.At);

    private static ReadyHead? Better(ReadyHead? one, ReadyHead? other) => other is null || one <= other ? one : other;

    private bool IsPaused(LineHead line) => _view.PausedQueues.Contains(line.Id.Name);

    /// <summary>Claims up to the granted number of jobs, best first.</summary>
    /// <param name="grants">Slots the node gives.</param>
    /// <returns>How many were claimed.</returns>
    public int Claim(int grants)
    {
        var claimed = 0;
        var lines = OpenLines();
        while (claimed < grants && !IsFull && _view.MayClaim && BestHead(lines) is { } best)
        {
            var cell = best.Cell!;
            if (IsExpired(cell.Record))
            {
                if (WantKey(cell.Record.Spec.ConcurrencyKey))
                    break;
                Expire(cell);
                lines = OpenLines(); // its key's next one may stand in a new line
            }
            else if (!_view.JobTypes.Contains(cell.Record.Spec.JobType))
                Reline(cell);
            else
            {
                Claim(cell);
                claimed++;
            }
        }

        return claimed;
    }

    private bool IsHandledType(LineHead line) => line.Id.Kind == LineKind.Type && _view.JobTypes.Contains(line.Id.Name);

    /// <summary>True if the key must be read first; it will be, before the next batch.</summary>
    private bool WantKey(string? key)
    {
        var missing = IsMissing(key);
        if (missing)
            _wantedKeys.Add(key!);
        return missing;
    }

    /// <remarks>
    /// After the clock was stepped back, what is put for a time before the watermark lies right behind it, in order of submission: of
    /// such entries the true time decides, not the place.
    /// </remarks>
    private List<LineEntry> DueEntries()
    {
        List<LineEntry>? due = null;
        foreach (var entry in _due.Entries)
        {
            if (entry.At.At > Math.Max(_due.Watermark.At, _now + _view.LeadMs))
                break;
            if (TimeOf(entry) <= _now)
                (due ??= []).Add(entry);
        }

        return due ?? [];
    }

    /// <summary>When an entry is to be looked at.</summary>
    private long TimeOf(LineEntry entry) => entry.DueAt - (entry.Kind == EntryKind.Run ? LeadOf(entry.Cell!.Record) : 0);

    private long LeadOf(JobRecord job) => job.Spec.ConcurrencyKey is null && job.AttemptsUsed + 1 < job.Spec.MaxAttempts
        ? _view.LeadMs
        : Math.Min(_view.LeadMs, PartitionView.LeastLeadMs);

    /// <summary>The due index is in memory from here on back: a stepped clock may lie far before its watermark.</summary>
    private long DueReadFrom => Math.Max(_now, _due.Watermark.At);

    private void TakeDue(LineEntry entry)
    {
        if (entry.Cell is not { } cell)
        {
            TakeOccurrence(entry);
            return;
        }

        if (IsMissing(cell.Record.Spec.ConcurrencyKey))
            return; // stays in the window until its key was read
        if (entry.Kind == EntryKind.Run && cell.Record.Line == LineId.Due && cell.Record.At == entry.At)
        {
            MakeDue(cell);
            return;
        }

        _due.Remove(entry.At);
        _batch.Unput(LineId.Due, entry.At);
        _used.Add(cell);
        if (entry.Kind == EntryKind.Expire && IsExpired(cell.Record))
            Expire(cell);
    }

    private bool IsExpired(JobRecord job) => JobTransitions.CanExpire(job) && job.Spec.ExpiresAt <= _now;

    private void Expire(JobCell cell) => Finish(cell, JobTransitions.Apply(cell.Record, new JobChange.Expire(), _now).Job);

    /// <summary>The job is terminal: it leaves its line and its key.</summary>
    private void Finish(JobCell cell, JobRecord record)
    {
        Leave(cell);
        Set(cell, record.Line is null ? record : record with { Line = null, At = default });
        LeaveKey(cell);
    }

    /// <summary>Moves a due job between its queue's line and the line of its unknown type.</summary>
    private void Reline(JobCell cell)
    {
        Unplace(cell);
        MakeReady(cell);
    }

    /// <summary>Lines of queues that are not paused.</summary>
    private List<LineHead> OpenLines()
    {
        var open = new List<LineHead>(_lines.Count);
        foreach (var line in _lines.Values)
        {
            if (line.Id.Kind == LineKind.Queue && !IsPaused(line))
                open.Add(line);
        }

        return open;
    }

    private List<LineHead> HandledTypeLines()
    {
        List<LineHead>? handled = null;
        foreach (var line in _lines.Values)
        {
            if (IsHandledType(line))
                (handled ??= []).Add(line);
        }

        return handled ?? [];
    }

    private bool LinesHaveMore()
    {
        foreach (var line in _lines.Values)
        {
            if (IsHandledType(line) ? !line.IsEmpty : NeedsPage(line))
                return true;
        }

        return false;
    }

    private static ReadyHead ReadyOf(LineEntry entry) => new(entry.Cell!.Record.Priority, entry.At.At);

    private static LineEntry? BestHead(List<LineHead> lines)
    {
        LineEntry? best = null;
        ReadyHead? unknown = null;
        foreach (var line in lines)
        {
            if (!line.TryFirst(out var first))
            {
                unknown = Better(unknown, Unknown(line));
                continue;
            }

            var order = best is null ? -1 : ReadyOf(first).CompareTo(ReadyOf(best));
            if (order < 0 || (order == 0 && first.At < best!.At))
                best = first;
        }

        // A line that ran out of memory, not of entries, may have a better one: it is read before the next batch.
        return best is not null && unknown is { } limit && ReadyOf(best) > limit ? null : best;
    }

    private void Claim(JobCell cell)
    {
        Leave(cell);
        var before = cell.Record;
        if (before.Newest is { EndedAt: not null } ended)
            KeepAttempt(before.JobId, ended);
        var token = _nextToken++;
        Set(cell, JobTransitions.Apply(before, new JobChange.Claim(token, _view.NodeFor(before.Spec.JobType, token)), _now).Job);
        _batch.Add(new PutRunning(new RunningRecord(token, before.JobId)));
        Run(token, cell);
        _effects.Add(new Effect.Start(cell.Record));
    }

    private void KeepAttempt(string jobId, AttemptRecord attempt)
    {
        _batch.Add(new PutAttempt(jobId, attempt));
        if (attempt.Attempt > KeptAttempts)
            _batch.Add(new DeleteAttempt(jobId, attempt.Attempt - KeptAttempts));
    }

    /// <summary>Attempts of a job that are kept.</summary>
    public const int KeptAttempts = 50;
}
