using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Grains.Node;

/// <summary>
/// Which claimed attempt enters next: as many as there are slots hold one, the others stand in line by priority, due time and token.
/// Thread-safe; attempts and <paramref name="started"/> are called outside the lock.
/// </summary>
/// <param name="slots">How many may hold a slot at the same time.</param>
/// <param name="started">Told the partition of each attempt that is about to get a slot.</param>
internal sealed class SlotLine(int slots, Action<int> started)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<AttemptControl, (ReadyHead, long)> _waiting = new();
    private int _running;

    /// <summary>Attempts that hold a slot.</summary>
    internal int Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>Attempts that hold a slot or stand in line for one.</summary>
    internal int Arrived
    {
        get
        {
            lock (_gate)
                return _running + _waiting.UnorderedItems.Count(each => !each.Element.IsAnswered);
        }
    }

    /// <summary>Gives an attempt a slot, now or as soon as one is free and it is the best that waits.</summary>
    /// <param name="attempt">A claimed attempt; if it is taken back it gets none.</param>
    internal void Enter(AttemptControl attempt)
    {
        lock (_gate)
        {
            if (_running >= slots)
            {
                _waiting.Enqueue(attempt, (new ReadyHead(attempt.Order.Priority, attempt.Order.RunAt), attempt.Order.Token));
                return;
            }

            _running++;
        }

        if (!TryEnter(attempt))
            Left(); // taken back before it came here
    }

    /// <summary>An attempt that held a slot has returned it.</summary>
    internal void Left()
    {
        // A loop and not a call from within: many that were taken back may stand in line.
        for (var next = GiveOn(); next is not null && !TryEnter(next); next = GiveOn())
        {
            // Taken back between the lock and here.
        }
    }

    private bool TryEnter(AttemptControl attempt)
    {
        started(attempt.Order.Partition);
        return attempt.TryEnter();
    }

    /// <summary>Frees a slot and gives it to the best that waits; null: nobody does.</summary>
    private AttemptControl? GiveOn()
    {
        lock (_gate)
        {
            _running--;
            while (_waiting.TryDequeue(out var attempt, out _))
            {
                if (attempt.IsAnswered)
                    continue; // taken back meanwhile
                _running++;
                return attempt;
            }

            return null;
        }
    }
}
