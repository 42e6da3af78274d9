using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>Concurrency keys: at most one job of a key is beyond the key's line, and it is the first in order.</content>
public sealed partial class PartitionCore
{
    private static readonly JobChange.BecomeDue BecomeDue = new();

    /// <summary>A job whose time has come goes to its line: the key's if another has the key, else its queue's.</summary>
    private void MakeDue(JobCell cell)
    {
        Leave(cell);
        Set(cell, JobTransitions.Apply(cell.Record, BecomeDue, _now).Job);
        if (cell.Record.Spec.ConcurrencyKey is { } key)
            EnterKey(_keys[key], cell);
        else
            MakeReady(cell);
    }

    private void EnterKey(KeyState key, JobCell cell)
    {
        if (key.Holder == cell.Record.JobId)
        {
            MakeReady(cell);
        }
        else if (key.Holder is null)
        {
            Place(cell, key.Line, cell.DueOrder);
            Promote(key);
        }
        else
        {
            var holder = _cells[key.Holder];
            if (holder.Record.State == StoredState.Lined && cell.DueOrder < holder.DueOrder)
                Swap(key, holder, cell);
            else
                Place(cell, key.Line, cell.DueOrder);
        }
    }

    // An earlier job arrived while the holder still waits for a slot: the order of the key is exact, so it goes first.
    private void Swap(KeyState key, JobCell holder, JobCell earlier)
    {
        Unplace(holder);
        Place(holder, key.Line, holder.DueOrder);
        Hold(key, earlier);
    }

    private void Hold(KeyState key, JobCell cell)
    {
        key.Holder = cell.Record.JobId;
        key.Changed = true;
        _batch.TouchLine(key.Line.Id);
        MakeReady(cell);
    }

    /// <summary>Gives a free key to the first that waits; if that one must be read first, after the page came.</summary>
    private void Promote(KeyState key)
    {
        if (key.Holder is not null || !key.Line.TryFirst(out var first))
            return;
        Unplace(first.Cell!);
        Hold(key, first.Cell!);
    }

    /// <summary>The job leaves its key: it ended an attempt, was cancelled or moved to a later time.</summary>
    private void LeaveKey(JobCell cell)
    {
        if (cell.Record.Spec.ConcurrencyKey is not { } name || _keys[name] is not { } key || key.Holder != cell.Record.JobId)
            return;
        key.Holder = null;
        key.Changed = true;
        _batch.TouchLine(key.Line.Id);
        Promote(key);
        if (key.NeedsPage)
            _batch.Reserve(RowsOfAPromotion, BytesOfAPromotion); // the next one is read, and promoted, before this batch is committed
    }

    private void MakeReady(JobCell cell) => Place(cell, ReadyLine(cell.Record.Spec, cell.Record.Priority), cell.DueOrder);

    /// <summary>Where jobs wait for a slot, or for a handler.</summary>
    private LineHead ReadyLine(JobSpec spec, int priority) => Line(_view.JobTypes.Contains(spec.JobType)
        ? new LineId(LineKind.Queue, spec.Queue, priority)
        : new LineId(LineKind.Type, spec.JobType));
}
