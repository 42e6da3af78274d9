using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Grains.Node;

/// <summary>
/// This node's worker slots: which partition may claim (best priority, then earliest due time, over all partitions of the node). Which
/// claimed attempt enters next is the matter of its <see cref="SlotLine"/>. Thread-safe; callbacks are made outside the lock.
/// </summary>
/// <remarks>
/// Partitions may claim as many attempts as slots are free, plus at most what was started during their last three commits (so that a
/// slot that frees while a commit is under way finds an attempt waiting), never over 1,000 more. Three, because an attempt counts from
/// the commit that claims it through the one during which it runs to the one that records its end: with fewer, a store that takes long
/// to commit is never given as much at once as it could take. What is claimed is not taken back for
/// a better job that becomes due later: priorities decide who is claimed, and who of the claimed enters.
/// </remarks>
public sealed class NodeSlots
{
    /// <summary>Claims beyond the slots at the most.</summary>
    public const int MostAhead = 1_000;

    /// <summary>What was started during as many commits of a partition may be claimed beyond the slots.</summary>
    internal const int CommitsAhead = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, PublishedHeads> _partitions = [];
    private readonly SlotLine _line;
    private TaskCompletionSource? _unclaimed;
    private int _claimed;
    private int _started;

    /// <summary>Makes the slots of a node.</summary>
    /// <param name="slots">How many attempts may run at the same time.</param>
    public NodeSlots(int slots)
    {
        Slots = slots;
        _line = new SlotLine(slots, NoteStarted);
    }

    /// <summary>Slots of the node.</summary>
    public int Slots { get; }

    /// <summary>Attempts that hold a slot.</summary>
    public int Running => _line.Running;

    /// <summary>Attempts granted or claimed and not ended.</summary>
    internal int Claimed
    {
        get
        {
            lock (_gate)
                return _claimed;
        }
    }

    /// <summary>Claimed attempts that hold a slot or stand in line for one; the others are on their way here or report their end.</summary>
    internal int Arrived => _line.Arrived;

    /// <summary>How many more attempts the node would claim now.</summary>
    public int Free
    {
        get
        {
            lock (_gate)
                return Capacity() - _claimed;
        }
    }

    /// <summary>
    /// How many heads a partition shows when it asks: all that it might be granted now, and as many more as there are slots, which keep
    /// worse jobs of others back. What is beyond them it shows when it asks again.
    /// </summary>
    public int Shown
    {
        get
        {
            lock (_gate)
                return Math.Max(Capacity() - _claimed, 0) + Slots;
        }
    }

    /// <summary>
    /// Publishes a partition's claimable heads and grants it those of them that are among the node's best. What is granted counts as
    /// claimed until <see cref="Ended"/> or <see cref="Return"/>.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="heads">Its claimable heads, best first; not changed afterwards.</param>
    /// <param name="poke">Called, once until it asks again, when it may ask with success.</param>
    /// <param name="more">It has more heads than these, none better: until it shows them they keep back what is worse than its last.</param>
    public int Grant(int partition, IReadOnlyList<ReadyHead> heads, Action poke, bool more = false)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var granted = 0;
        List<Action>? pokes;
        lock (_gate)
        {
            var own = Of(partition);
            (own.Poke, own.Poked) = (poke, false);
            var free = Capacity() - _claimed;
            var others = new BetterHeads(_partitions, partition);
            while (granted < heads.Count && granted + others.CountBetterThan(heads[granted], free) < free)
                granted++;
            _claimed += granted;
            // What it had published kept others back; what it gives up of that is theirs. Only then: partitions that wait for a third
            // one would poke each other for ever.
            var givesUp = own.IsBetterThan(heads, more);
            own.Publish(heads, granted, more);
            pokes = givesUp ? Winners(except: partition) : null;
        }

        PokeAll(pokes);
        return granted;
    }

    /// <summary>Completes when nothing is granted or claimed.</summary>
    public Task WhenUnclaimed()
    {
        lock (_gate)
        {
            if (_claimed <= 0)
                return Task.CompletedTask;
            _unclaimed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _unclaimed.Task;
        }
    }

    /// <summary>Gives back grants that were not used, or whose commit was not applied.</summary>
    /// <param name="count">How many.</param>
    public void Return(int count)
    {
        if (count > 0)
            Unclaim(count);
    }

    /// <summary>The partition cannot claim for now: what it has published must not hold slots back from others.</summary>
    /// <param name="partition">The partition.</param>
    public void Withhold(int partition) => Change(() => Of(partition).Publish([], 0, false));

    /// <summary>The partition is not served here any more.</summary>
    /// <param name="partition">The partition.</param>
    public void Withdraw(int partition) => Change(
        () =>
        {
            if (_partitions.Remove(partition, out var claims))
                _started -= claims.Started;
        });

    /// <summary>A commit of the partition was applied, or it has had nothing to commit for a while: what it started before the last three no longer counts.</summary>
    /// <param name="partition">The partition.</param>
    public void CommitDone(int partition)
    {
        lock (_gate)
            _started -= Of(partition).CommitDone();
    }

    /// <summary>Gives an attempt a slot (<see cref="AttemptControl.TryEnter"/>), now or as soon as one is free and it is the best that waits.</summary>
    /// <param name="attempt">A claimed attempt; if it is taken back it gets none.</param>
    internal void Enter(AttemptControl attempt) => _line.Enter(attempt);

    /// <summary>An attempt that held a slot has returned it.</summary>
    public void Left() => _line.Left();

    /// <summary>An attempt has ended, entered or not: the node may claim another.</summary>
    public void Ended() => Unclaim(1);

    private void Unclaim(int count)
    {
        List<Action>? pokes;
        lock (_gate)
        {
            _claimed -= count;
            pokes = Winners();
            NoteUnclaimed();
        }

        PokeAll(pokes);
    }

    private void NoteStarted(int partition)
    {
        lock (_gate)
        {
            _started++;
            Of(partition).NoteStarted();
        }
    }

    private int Capacity() => Slots + Math.Min(MostAhead, _started);

    private void Change(Action change)
    {
        List<Action>? pokes;
        lock (_gate)
        {
            change();
            pokes = Winners();
        }

        PokeAll(pokes);
    }

    private void NoteUnclaimed()
    {
        if (_claimed > 0 || _unclaimed is null)
            return;
        _unclaimed.TrySetResult();
        _unclaimed = null;
    }

    private static void PokeAll(List<Action>? pokes)
    {
        if (pokes is null)
            return;
        foreach (var poke in pokes)
            poke();
    }

    /// <summary>The partitions that have one of the best heads for the slots that are free now, and do not know it yet. Null: none.</summary>
    private List<Action>? Winners(int except = -1)
    {
        var free = Capacity() - _claimed;
        if (free <= 0)
            return null;
        var (waiting, unpoked) = (0, 0);
        foreach (var (partition, claims) in _partitions)
        {
            claims.Wins = false;
            claims.Passed = 0;
            waiting += claims.IsWaiting ? 1 : 0;
            unpoked += claims.IsWaiting && !claims.Poked && partition != except ? 1 : 0;
        }

        if (unpoked == 0)
            return null;
        for (var slot = 0; waiting > free && slot < free && Best() is { } best; slot++)
        {
            best.Passed++;
            best.Wins = true;
        }

        List<Action>? pokes = null;
        foreach (var (partition, claims) in _partitions)
        {
            if (!claims.IsWaiting || claims.Poked || partition == except || !(claims.Wins || waiting <= free))
                continue;
            claims.Poked = true;
            (pokes ??= []).Add(claims.Poke!);
        }

        return pokes;
    }

    /// <summary>The partition with the best head that is not passed yet.</summary>
    private PublishedHeads? Best()
    {
        PublishedHeads? best = null;
        var bestOf = 0;
        foreach (var (partition, claims) in _partitions)
        {
            if (claims.Passed >= claims.Count)
                continue;
            var order = best is null ? -1 : claims[claims.Passed].CompareTo(best[best.Passed]);
            if (order < 0 || (order == 0 && partition < bestOf))
                (best, bestOf) = (claims, partition);
        }

        return best;
    }

    private PublishedHeads Of(int partition)
    {
        if (!_partitions.TryGetValue(partition, out var heads))
            _partitions.Add(partition, heads = new PublishedHeads());
        return heads;
    }
}
