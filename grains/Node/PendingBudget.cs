namespace JobScheduler.Grains.Node;

/// <summary>
/// What this node's callers have asked of partitions and is not answered yet: commands and bytes, bounded over the node. A share is
/// taken before anything is sent and returned when the partition has answered, so that whatever the store does, no more than this is
/// ever held. Thread-safe.
/// </summary>
/// <remarks>
/// Fairness between partitions without a setting: a partition may hold at most as much as is still free (Choudhury and Hahne, "Dynamic
/// queue length thresholds for shared-memory packet switches", IEEE/ACM Transactions on Networking 6(2), 1998). One slow partition gets
/// half of the budget, two get a third each, and a partition that holds nothing always finds room.
/// </remarks>
/// <param name="commands">Most commands.</param>
/// <param name="bytes">Most bytes; a budget that holds nothing takes one request of any size.</param>
public sealed class PendingBudget(int commands, long bytes)
{
    // Submits leave one part of so many to changes: a cancel or a pause must get through when submits fill the rest.
    private const int Reserve = 10;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (int Commands, long Bytes)> _partitions = [];
    private int _commands;
    private long _bytes;

    /// <summary>Commands that are not answered yet.</summary>
    public int Commands
    {
        get
        {
            lock (_gate)
                return _commands;
        }
    }

    /// <summary>Bytes of them.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Takes all the shares of one request, or none; null: there is no room.</summary>
    /// <param name="submits">True: jobs that do not exist yet, which leave room for everything else.</param>
    /// <param name="shares">What each partition is asked for.</param>
    public PendingTicket? TryTake(bool submits, params ReadOnlySpan<PendingShare> shares)
    {
        var all = new PendingShare(PendingShare.AnyPartition, 0, 0);
        foreach (var share in shares)
            all = all with { Commands = all.Commands + share.Commands, Bytes = all.Bytes + share.Bytes };
        lock (_gate)
        {
            if (_commands > 0 && !HasRoom(submits, all, shares))
                return null;
            foreach (var share in shares)
                Add(share, 1);
        }

        return new PendingTicket(this, shares);
    }

    internal void Return(ReadOnlySpan<PendingShare> shares)
    {
        lock (_gate)
        {
            foreach (var share in shares)
                Add(share, -1);
        }
    }

    private bool HasRoom(bool submits, PendingShare all, ReadOnlySpan<PendingShare> shares)
    {
        var freeCommands = (submits ? commands - (commands / Reserve) : commands) - _commands;
        var freeBytes = (submits ? bytes - (bytes / Reserve) : bytes) - _bytes;
        if (all.Commands > freeCommands || all.Bytes > freeBytes)
            return false;
        foreach (var share in shares)
        {
            if (submits && _partitions.TryGetValue(share.Partition, out var own)
                && (own.Commands + share.Commands > freeCommands || own.Bytes + share.Bytes > freeBytes))
                return false;
        }

        return true;
    }

    private void Add(PendingShare share, int sign)
    {
        _commands += sign * share.Commands;
        _bytes += sign * share.Bytes;
        var own = _partitions.GetValueOrDefault(share.Partition);
        own = (own.Commands + (sign * share.Commands), own.Bytes + (sign * share.Bytes));
        if (own.Commands == 0)
            _partitions.Remove(share.Partition);
        else
            _partitions[share.Partition] = own;
    }
}

/// <summary>What one partition is asked for.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Commands">How many commands, 1 or more.</param>
/// <param name="Bytes">Their payloads.</param>
public readonly record struct PendingShare(int Partition, int Commands, long Bytes)
{
    /// <summary>For what finds its partition only on the way.</summary>
    public const int AnyPartition = -1;
}

/// <summary>A place in the budget, returned when all who hold it have disposed it.</summary>
public sealed class PendingTicket : IDisposable
{
    private readonly PendingBudget _budget;
    private readonly PendingShare _one; // nearly every request asks one partition: no array for that
    private readonly PendingShare[]? _shares;
    private int _holders = 1;

    internal PendingTicket(PendingBudget budget, ReadOnlySpan<PendingShare> shares)
    {
        _budget = budget;
        if (shares.Length == 1)
            _one = shares[0];
        else
            _shares = shares.ToArray();
    }

    /// <summary>One more holds it: a call that goes on when its caller has given up still needs its place.</summary>
    public PendingTicket Hold()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>One holder less.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _budget.Return(_shares ?? new ReadOnlySpan<PendingShare>(in _one));
    }
}
