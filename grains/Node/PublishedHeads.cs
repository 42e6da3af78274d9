using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Node;

/// <summary>What a partition has published and not been granted, and what it started lately.</summary>
internal sealed class PublishedHeads
{
    private IReadOnlyList<ReadyHead> _heads = [];
    private readonly int[] _started = new int[NodeSlots.CommitsAhead]; // newest commit first
    private int _granted;

    internal int Count => _heads.Count - _granted;

    internal bool IsWaiting => Count > 0;

    internal bool HasMore { get; private set; }

    internal Action? Poke { get; set; }

    /// <summary>It was told, and has not asked since.</summary>
    internal bool Poked { get; set; }

    /// <summary>Attempts started during the last <see cref="NodeSlots.CommitsAhead"/> commits.</summary>
    internal int Started => _started.Sum();

    /// <summary>For one walk over all partitions: how many heads of it were counted.</summary>
    internal int Passed { get; set; }

    /// <summary>For one walk over all partitions: one of its heads is among the best.</summary>
    internal bool Wins { get; set; }

    internal ReadyHead this[int index] => _heads[_granted + index];

    internal void Publish(IReadOnlyList<ReadyHead> heads, int granted, bool more) => (_heads, _granted, HasMore) = (heads, granted, more);

    internal void NoteStarted() => _started[0]++;

    /// <summary>A commit is over.</summary>
    /// <returns>How many of what was started count no longer.</returns>
    internal int CommitDone()
    {
        var gone = _started[^1];
        Array.Copy(_started, 0, _started, 1, _started.Length - 1);
        _started[0] = 0;
        return gone;
    }

    /// <summary>Whether what was published is better somewhere than what is published now.</summary>
    internal bool IsBetterThan(IReadOnlyList<ReadyHead> heads, bool more)
    {
        var both = Math.Min(Count, heads.Count);
        for (var i = 0; i < both; i++)
        {
            if (heads[i] > this[i])
                return true;
        }

        return Count > heads.Count && !more;
    }
}

/// <summary>Counts what the other partitions have published that is better than one head after another, best first.</summary>
internal struct BetterHeads
{
    private readonly Dictionary<int, PublishedHeads> _partitions;
    private readonly int _asking;
    private int _better;

    internal BetterHeads(Dictionary<int, PublishedHeads> partitions, int asking)
    {
        (_partitions, _asking) = (partitions, asking);
        foreach (var others in partitions.Values)
            others.Passed = 0;
    }

    /// <summary>Stops counting at <paramref name="enough"/>.</summary>
    internal int CountBetterThan(ReadyHead head, int enough)
    {
        foreach (var (partition, others) in _partitions)
        {
            if (partition == _asking || !others.IsWaiting)
                continue;
            while (_better < enough && others.Passed < others.Count && IsBetter(others[others.Passed], partition, head))
            {
                others.Passed++;
                _better++;
            }

            // Nobody knows how many of those that it does not show are better.
            if (others.Passed == others.Count && others.HasMore && others[^1] < head)
                _better = Math.Max(_better, enough);
            if (_better >= enough)
                break;
        }

        return _better;
    }

    // Equal heads go by partition: without an order between them each would wait for the other.
    private readonly bool IsBetter(ReadyHead theirs, int partition, ReadyHead head)
    {
        var order = theirs.CompareTo(head);
        return order < 0 || (order == 0 && partition < _asking);
    }
}
