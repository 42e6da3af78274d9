using System.Globalization;
using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>
/// What time wants of schedules. One commit inserts the job (or a send row with it), moves the schedule on and records the decision:
/// an occurrence is never lost or doubled.
/// </content>
public sealed partial class PartitionCore
{
    /// <summary>Decisions of a schedule that are kept.</summary>
    public const int KeptDecisions = 1_000;

    /// <summary>Occurrences that wait under <see cref="OverlapPolicy.QueueAll"/>.</summary>
    public const int MostWaiting = 100;

    // The policy of a backfill that goes on when the schedule has no job left, without a bound.
    private const OverlapPolicy Held = OverlapPolicy.QueueAll;

    /// <summary>An entry of the due index that names a schedule is due.</summary>
    private void TakeOccurrence(LineEntry entry)
    {
        if (_schedules.TryGetValue(entry.ScheduleId!, out var cell) && cell.Record.At == entry.At)
        {
            Decide(cell);
        }
        else if (cell is not null || _absentSchedules.Contains(entry.ScheduleId!))
        {
            _due.Remove(entry.At);
            _batch.Unput(LineId.Due, entry.At);
        }

        // Else its row is read before the next batch; until then it stays due.
    }

    /// <summary>Decides all that is due, as far as the batch has room; the rest stays due.</summary>
    private void Decide(ScheduleCell cell)
    {
        while (HasRoomToMake(cell) && Step(cell))
        {
        }

        Arrange(cell);
    }

    private bool IsDue(ScheduleCell cell) => !cell.Record.Paused && cell.Record.NextAt <= _now;

    /// <summary>One occurrence, or one range of them. False: nothing is due, or the key of its job must be read first.</summary>
    private bool Step(ScheduleCell cell)
    {
        var record = cell.Record;
        if (MayFireWaiting(record))
        {
            if (!CanMake(cell))
                return false;
            var at = record.Waiting[0];
            Update(cell, record with { Waiting = [.. record.Waiting.Skip(1)] });
            Make(cell, at, ScheduleDecision.Fired);
            return true;
        }

        if (IsDue(cell))
            return Occur(cell, record.NextAt!.Value);
        return record.Backfills.Count > 0 && !IsHeldUp(record) && StepBackfill(cell, record.Backfills[0]);
    }

    private bool Occur(ScheduleCell cell, long at)
    {
        if (_now - at > _view.MisfireAfterMs && at > cell.CatchUpThrough && !CatchUp(cell, at))
            return true; // what is missed was let go; the first that fires is next
        if (cell.Times.IsExcluded(at))
            Record(cell, ScheduleDecision.Excluded, new OccurrenceRange(at, at, 1));
        else if (!Admit(cell, at))
            return false;
        var record = cell.Record;
        Update(cell, record with { DecidedThrough = at, NextAt = IsExhausted(record) ? null : cell.Times.Next(at) });
        return true;
    }

    /// <summary>
    /// Decides which missed occurrences fire: the newest of those within the window, as many as the policy allows. Those before them are
    /// let go. True: the first that is missed is one that fires.
    /// </summary>
    private bool CatchUp(ScheduleCell cell, long first)
    {
        var spec = cell.Record.Spec;
        var limit = spec.Misfire switch { MisfirePolicy.FireOnce => 1, MisfirePolicy.FireAll => spec.CatchUpLimit, _ => 0 };
        var missedBefore = _now - _view.MisfireAfterMs;
        IReadOnlyList<long> fire = limit == 0 ? [] : cell.Times.Newest(Math.Max(first, _now - spec.CatchUpWindowMs), missedBefore, limit);
        if (fire.Count > 0)
            cell.CatchUpThrough = fire[^1];
        if (fire.Count > 0 && fire[0] == first)
            return true;
        var before = fire.Count > 0 ? fire[0] : missedBefore;
        LetGo(cell, first, before, ScheduleDecision.Missed, "down");
        Update(cell, cell.Record with { DecidedThrough = before - 1, NextAt = fire.Count > 0 ? before : cell.Times.Next(before - 1) });
        return false;
    }

    /// <summary>Records a range of occurrences that make no jobs.</summary>
    private void LetGo(ScheduleCell cell, long from, long before, ScheduleDecision decision, string reason)
    {
        var (runs, excluded) = cell.Times.Sum(from, before, ScheduleTimes.MostCounted);
        if (excluded.Count > 0)
            Record(cell, ScheduleDecision.Excluded, excluded);
        if (runs.Count > 0)
            Record(cell, decision, runs, reason);
    }

    /// <summary>An occurrence comes up against the schedule's jobs. False: the key of its job must be read first.</summary>
    private bool Admit(ScheduleCell cell, long at)
    {
        var record = cell.Record;
        var policy = record.Spec.Overlap;
        var range = new OccurrenceRange(at, at, 1);
        if (policy == OverlapPolicy.Allow || (record.Active == 0 && record.Waiting.Count == 0))
        {
            if (!CanMake(cell))
                return false;
            Make(cell, at, ScheduleDecision.Fired);
            return true;
        }

        switch (policy)
        {
            case OverlapPolicy.QueueOne when record.Waiting.Count > 0:
                Record(cell, ScheduleDecision.Skipped, range, "one occurrence waits already");
                break;
            case OverlapPolicy.QueueAll when record.Waiting.Count >= MostWaiting:
                Record(cell, ScheduleDecision.Skipped, range, string.Create(CultureInfo.InvariantCulture, $"{MostWaiting} occurrences wait already"));
                break;
            case OverlapPolicy.QueueOne or OverlapPolicy.QueueAll:
                Wait(cell, at, "the job before is not finished");
                break;
            case OverlapPolicy.CancelRunning:
                Replace(cell, at);
                break;
            default:
                Record(cell, ScheduleDecision.Skipped, range, "the job before is not finished");
                break;
        }

        return true;
    }

    private void Wait(ScheduleCell cell, long at, string reason)
    {
        Record(cell, ScheduleDecision.Queued, new OccurrenceRange(at, at, 1), reason);
        Update(cell, cell.Record with { Waiting = [.. cell.Record.Waiting, at] });
    }

    /// <summary>The schedule's jobs are asked to stop; the newest occurrence waits for that.</summary>
    private void Replace(ScheduleCell cell, long at)
    {
        foreach (var waiting in cell.Record.Waiting)
            Record(cell, ScheduleDecision.Skipped, new OccurrenceRange(waiting, waiting, 1), "a later occurrence took its place");
        CancelJobs(cell);
        Update(cell, cell.Record with { Waiting = [] });
        Wait(cell, at, "the job before is cancelled");
    }

    /// <summary>Also when an occurrence waits already: jobs may have come since, or the policy was another one.</summary>
    private void CancelJobs(ScheduleCell cell)
    {
        foreach (var jobId in cell.ActiveJobs.Where(job => !_cancelsOfJob.Contains(job)).Take(JobsPerSchedule).ToList())
            Send(new SendRecord(NextSend(), PartitionOf(jobId), jobId, null, SentKind.Cancel, cell.Id));
    }

    private bool StepBackfill(ScheduleCell cell, BackfillRecord backfill)
    {
        if (cell.Times.Next(backfill.Next - 1) is not { } at || at >= backfill.To)
        {
            Update(cell, cell.Record with { Backfills = [.. cell.Record.Backfills.Skip(1)] });
            return true;
        }

        var isHeld = false;
        var isFree = backfill.Overlap == OverlapPolicy.Allow || (cell.Record.Active == 0 && cell.Record.Waiting.Count == 0);
        if (cell.Times.IsExcluded(at))
            Record(cell, ScheduleDecision.Excluded, new OccurrenceRange(at, at, 1));
        else if (!isFree)
            (backfill, isHeld) = HoldBack(cell, backfill, at) is { Overlap: Held } held ? (held, true) : (backfill, false);
        else if (CanMake(cell))
            Make(cell, at, ScheduleDecision.Backfilled);
        else
            return false;
        Update(cell, cell.Record with { Backfills = [isHeld ? backfill : backfill with { Next = at + 1 }, .. cell.Record.Backfills.Skip(1)] });
        return true;
    }

    /// <summary>
    /// A backfill comes up against the schedule's jobs. Where one of its occurrences has to wait it stays in the backfill, of which
    /// only that is left: what waits beside it is fired, counts as a run and has come up by itself.
    /// </summary>
    private BackfillRecord HoldBack(ScheduleCell cell, BackfillRecord backfill, long at)
    {
        switch (backfill.Overlap)
        {
            case OverlapPolicy.QueueOne when cell.Record.Waiting.Count == 0:
                Record(cell, ScheduleDecision.Queued, new OccurrenceRange(at, at, 1), "the job before is not finished");
                LetGo(cell, at + 1, backfill.To, ScheduleDecision.Skipped, "one occurrence waits already");
                return new BackfillRecord(at, at + 1, Held);
            case OverlapPolicy.CancelRunning:
                var newest = cell.Times.Newest(at, backfill.To, 1)[0];
                CancelJobs(cell);
                LetGo(cell, at, newest, ScheduleDecision.Skipped, "a later occurrence took its place");
                Record(cell, ScheduleDecision.Queued, new OccurrenceRange(newest, newest, 1), "the job before is cancelled");
                return new BackfillRecord(newest, newest + 1, Held);
            default:
                Record(
                    cell, ScheduleDecision.Skipped, new OccurrenceRange(at, at, 1),
                    backfill.Overlap == OverlapPolicy.QueueOne ? "one occurrence waits already" : "the job before is not finished");
                return backfill;
        }
    }

    /// <summary>Makes the job of an occurrence, here or in the partition of its concurrency key.</summary>
    private string Make(ScheduleCell cell, long at, ScheduleDecision decision, string? traceParent = null, string? traceState = null)
    {
        var record = cell.Record;
        var job = record.Spec.Job;
        var hash = Routing.Hash(job.ConcurrencyKey ?? cell.Id);
        var target = Routing.PartitionOf(hash, _view.Partitions);
        var submittedAt = SubmitTime();
        var order = target == _head.Partition ? NextSequence() : NextSend();
        var jobId = target == _head.Partition
            ? JobIds.Create(hash, submittedAt, order)
            : JobIds.CreateSent(hash, submittedAt, order, _head.Partition);
        var spec = job with
        {
            RunAt = decision == ScheduleDecision.Triggered ? at : at + ScheduleTimes.Jitter(cell.Id, at, record.Spec.JitterMs),
            NominalAt = at,
            ScheduleId = cell.Id,
            TraceParent = traceParent ?? TraceOf(jobId),
            TraceState = traceParent is null ? null : traceState,
        };
        Record(cell, decision, new OccurrenceRange(at, at, 1), jobId: jobId);
        if (decision == ScheduleDecision.Fired)
            Update(cell, cell.Record with { Runs = record.Runs + 1, LastRunAt = at });
        JobChanged(cell, jobId, active: true); // before the insert: a job that has expired already ends in it
        if (target == _head.Partition)
            Insert(jobId, order, submittedAt, spec);
        else
            Send(new SendRecord(order, target, jobId, spec));
        return jobId;
    }

    private void Record(ScheduleCell cell, ScheduleDecision decision, OccurrenceRange range, string? reason = null, string? jobId = null)
    {
        var record = cell.Record;
        long? until = range.Count > 1 ? range.Last : null;
        if (decision == ScheduleDecision.Excluded && record.Open is { } open && cell.Times.Next(open.Until ?? open.NominalAt) == range.First)
        {
            var longer = open with { Until = range.Last, Count = open.Count + range.Count, DecidedAt = _now };
            _batch.Put(cell.Id, longer);
            Update(cell, record with { Open = longer });
            return;
        }

        var row = new DecisionRecord(record.NextDecision, decision, range.First, until, range.Count, _now, reason, jobId);
        _batch.Put(cell.Id, row);
        if (row.Number > KeptDecisions)
            _batch.Add(new DeleteDecision(cell.Id, row.Number - KeptDecisions));
        Update(cell, record with { NextDecision = row.Number + 1, Open = decision == ScheduleDecision.Excluded ? row : null });
    }

    private bool HasRoomToMake(ScheduleCell cell) => !IsFull
        && (_batch.Cells.Count == 0 || _batch.Bytes + CommitRules.SizeOf(cell.Record.Spec.Job) <= StoreLimits.CommitBytes - BytesOfOneStep)
        && (cell.Record.Spec.Overlap != OverlapPolicy.CancelRunning || _batch.IsEmpty || _batch.Rows <= StoreLimits.CommitRows - RowsOfOneStep - JobsPerSchedule);

    /// <summary>Whether the key of its job is in memory, if it lies here; else it is read before the next batch.</summary>
    private bool CanMake(ScheduleCell cell) =>
        cell.Record.Spec.Job.ConcurrencyKey is not { } key || !LiesHere(key) || !WantKey(key);

    private bool LiesHere(string routingKey) => Routing.PartitionOf(routingKey, _view.Partitions) == _head.Partition;

    private int PartitionOf(string jobId) => JobIds.TryGetPartition(jobId, _view.Partitions, out var partition) ? partition : _head.Partition;

    private static bool IsExhausted(ScheduleRecord record) => record.Runs + record.Waiting.Count >= record.Spec.MaxRuns;

    private static bool MayFireWaiting(ScheduleRecord record) => record is { Active: 0, Paused: false } && record.Waiting.Count > 0;

    /// <summary>A backfill that queues all waits without a bound: it goes on when the job before has ended.</summary>
    private static bool IsHeldUp(ScheduleRecord record) =>
        record.Backfills[0].Overlap == Held && (record.Active > 0 || record.Waiting.Count > 0);

    /// <summary>Puts the schedule's entry of the due index where it is needed next, or takes it away.</summary>
    private void Arrange(ScheduleCell cell)
    {
        var record = cell.Record;
        var goesOn = MayFireWaiting(record) || (record.Backfills.Count > 0 && !IsHeldUp(record));
        var wanted = goesOn ? Math.Min(_now, record.NextAt ?? _now) : record.NextAt;
        if (record.At is { } at && at.At == wanted)
        {
            _due.PlaceTells(at); // it may have been put for an earlier time, while the clock was behind the watermark
            return;
        }

        Unplace(cell);
        if (wanted is not { } time)
            return;
        var place = DuePosition(time);
        Update(cell, cell.Record with { At = place });
        _batch.Put(new EntryRecord(LineId.Due, place, cell.Id, EntryKind.Fire));
        AddEntry(_due, new LineEntry(place, null, EntryKind.Fire, cell.Id) { FireAt = time });
    }

    private void Unplace(ScheduleCell cell)
    {
        if (cell.Record.At is not { } at)
            return;
        _due.Remove(at);
        _batch.Unput(LineId.Due, at);
        Update(cell, cell.Record with { At = null });
    }

    private void Update(ScheduleCell cell, ScheduleRecord record)
    {
        cell.Record = record;
        _batch.Touch(cell);
    }

    // A core has no chance in it, and a job needs a trace of its own: the id is as good, there is no other like it.
    private static string TraceOf(string jobId)
    {
        var (first, second, third) = (Part(1), Part(2), Part(3));
        return string.Create(CultureInfo.InvariantCulture, $"00-{first:x16}{second:x16}-{third:x16}-01");

        ulong Part(ulong number) => StableHash.Mix(StableHash.Add(StableHash.Basis + number, jobId)) | 1; // no part of a trace is zero
    }
}
