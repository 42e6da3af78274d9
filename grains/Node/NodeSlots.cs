using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Grains.Node;

/// <summary>
/// This node's worker slots. Two questions are answered here: which partition may claim (best priority, then earliest due time, over
/// all partitions of the node), and which claimed attempt enters next. Thread-safe; callbacks are made outside the lock.
/// </summary>
/// <remarks>
/// Partitions may claim as many attempts as slots are free, plus at most what was started during their last two commits (so that a
/// slot that frees while a commit is under way finds an attempt waiting), never over 1,000 more. What is claimed is not taken back for
/// a better job that becomes due later: priorities decide who is claimed, and who of the claimed enters.
/// </remarks>
public sealed class NodeSlots(int slots)
{
    /// <summary>Claims beyond the slots at the most.</summary>
    public const int MostAhead = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Claims> _partitions = [];
    private readonly PriorityQueue<AttemptControl, (ReadyHead, long)> _waiting = new();
    private TaskCompletionSource? _unclaimed;
    private int _claimed;
    private int _running;

    /// <summary>Slots of the node.</summary>
    public int Slots => slots;

    /// <summary>Attempts that hold a slot.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

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
    internal int Arrived
    {
        get
        {
            lock (_gate)
                return _running + _waiting.UnorderedItems.Count(each => !each.Element.Entered.Task.IsCompleted);
        }
    }

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
    /// How many heads a partition shows when it asks: all that it might be granted, and as many again and the slots. If it published
    /// fewer than can be granted, worse jobs of other partitions would pass those that nobody sees.
    /// </summary>
    public int Shown
    {
        get
        {
            lock (_gate)
                return (2 * Capacity()) + slots;
        }
    }

    /// <summary>
    /// Publishes a partition's claimable heads and grants it those of them that are among the node's best. What is granted counts as
    /// claimed until <see cref="Ended"/> or <see cref="Return"/>.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="heads">Its claimable heads, best first.</param>
    /// <param name="poke">Called when it may ask again with success.</param>
    public int Grant(int partition, IReadOnlyList<ReadyHead> heads, Action poke)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var granted = 0;
        List<Action> pokes;
        lock (_gate)
        {
            var own = Of(partition);
            own.Poke = poke;
            var free = Capacity() - _claimed;
            var others = new BetterHeads(_partitions, partition);
            while (granted < heads.Count && granted + others.CountBetterThan(heads[granted], free) < free)
                granted++;
            _claimed += granted;
            // What it had published kept others back; what it gives up of that is theirs. Only then: partitions that wait for a third
            // one would poke each other for ever.
            var givesUp = own.Heads.Where((head, i) => i >= heads.Count || heads[i] > head).Any();
            own.Heads = granted == heads.Count ? [] : [.. heads.Skip(granted)];
            pokes = givesUp ? Winners(except: partition) : [];
        }

        foreach (var winner in pokes)
            winner();
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
    public void Return(int count) => Change(() => _claimed -= count, count > 0);

    /// <summary>The partition cannot claim for now: what it has published must not hold slots back from others.</summary>
    /// <param name="partition">The partition.</param>
    public void Withhold(int partition) => Change(() => Of(partition).Heads = [], true);

    /// <summary>The partition is not served here any more.</summary>
    /// <param name="partition">The partition.</param>
    public void Withdraw(int partition) => Change(() => _partitions.Remove(partition), true);

    /// <summary>A commit of the partition was applied, or it has had nothing to commit for a while: what it started before the last two no longer counts.</summary>
    /// <param name="partition">The partition.</param>
    public void CommitDone(int partition)
    {
        lock (_gate)
        {
            var own = Of(partition);
            (own.StartedBefore, own.Started) = (own.Started, 0);
        }
    }

    /// <summary>Waits for a slot; false if the attempt was taken back first.</summary>
    /// <param name="attempt">A claimed attempt.</param>
    public Task<bool> EnterAsync(AttemptControl attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        lock (_gate)
        {
            if (_running >= slots)
            {
                _waiting.Enqueue(attempt, (new ReadyHead(attempt.Order.Priority, attempt.Order.RunAt), attempt.Order.Token));
                return attempt.Entered.Task;
            }

            Enter(attempt);
        }

        if (!attempt.Entered.TrySetResult(true))
            Left(); // taken back before it came here
        return attempt.Entered.Task;
    }

    /// <summary>An attempt that held a slot has returned it.</summary>
    public void Left()
    {
        List<AttemptControl> next = [];
        lock (_gate)
        {
            _running--;
            while (_running < slots && _waiting.TryDequeue(out var attempt, out _))
            {
                if (attempt.Entered.Task.IsCompleted)
                    continue; // taken back meanwhile
                Enter(attempt);
                next.Add(attempt);
            }
        }

        foreach (var attempt in next)
        {
            if (!attempt.Entered.TrySetResult(true))
                Left(); // taken back between the lock and here
        }
    }

    /// <summary>An attempt has ended, entered or not: the node may claim another.</summary>
    public void Ended() => Change(() => _claimed--, true);

    private void Enter(AttemptControl attempt)
    {
        _running++;
        Of(attempt.Order.Partition).Started++;
    }

    private int Capacity() => slots + Math.Min(MostAhead, _partitions.Values.Sum(claims => claims.Started + claims.StartedBefore));

    private void Change(Action change, bool poke)
    {
        List<Action> pokes;
        lock (_gate)
        {
            change();
            pokes = poke ? Winners() : [];
            if (_claimed <= 0)
            {
                _unclaimed?.TrySetResult();
                _unclaimed = null;
            }
        }

        foreach (var winner in pokes)
            winner();
    }

    /// <summary>The partitions that have one of the best heads for the slots that are free now.</summary>
    private List<Action> Winners(int except = -1)
    {
        var free = Capacity() - _claimed;
        if (free <= 0)
            return [];
        var waiting = _partitions.Where(each => each.Value.Heads.Count > 0).ToList();
        if (waiting.Count > 1 && waiting.Count > free)
        {
            var best = waiting.SelectMany(each => each.Value.Heads.Select(head => (head, each.Key))).Order().Take(free).Select(pair => pair.Key).ToHashSet();
            waiting.RemoveAll(each => !best.Contains(each.Key));
        }

        return [.. waiting.Where(each => each.Key != except).Select(each => each.Value.Poke!)];
    }

    private Claims Of(int partition)
    {
        if (!_partitions.TryGetValue(partition, out var claims))
            _partitions.Add(partition, claims = new Claims());
        return claims;
    }

    /// <summary>Counts what the other partitions have published that is better than one head after another, best first.</summary>
    private sealed class BetterHeads
    {
        private readonly List<(int Partition, IReadOnlyList<ReadyHead> Heads)> _others = [];
        private readonly int[] _passed;
        private int _better;

        internal BetterHeads(Dictionary<int, Claims> partitions, int asking)
        {
            foreach (var (partition, claims) in partitions)
            {
                if (partition != asking && claims.Heads.Count > 0)
                    _others.Add((partition, claims.Heads));
            }

            _passed = new int[_others.Count];
            Asking = asking;
        }

        private int Asking { get; }

        /// <summary>Stops counting at <paramref name="enough"/>.</summary>
        internal int CountBetterThan(ReadyHead head, int enough)
        {
            for (var i = 0; i < _passed.Length && _better < enough; i++)
            {
                var (partition, heads) = _others[i];
                while (_passed[i] < heads.Count && _better < enough && IsBetter(heads[_passed[i]], partition, head))
                {
                    _passed[i]++;
                    _better++;
                }
            }

            return _better;
        }

        // Equal heads go by partition: without an order between them each would wait for the other.
        private bool IsBetter(ReadyHead theirs, int partition, ReadyHead head)
        {
            var order = theirs.CompareTo(head);
            return order < 0 || (order == 0 && partition < Asking);
        }
    }

    private sealed class Claims
    {
        internal IReadOnlyList<ReadyHead> Heads { get; set; } = [];

        internal Action? Poke { get; set; }

        internal int Started { get; set; }

        internal int StartedBefore { get; set; }
    }
}
