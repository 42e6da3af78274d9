using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Node;

/// <summary>
/// This node's worker slots. Two questions are answered here: which partition may claim (best priority, then earliest due time, over
/// all partitions of the node), and which claimed attempt enters next. Thread-safe; callbacks are made outside the lock.
/// </summary>
/// <remarks>
/// Partitions may claim as many attempts as slots are free, plus at most what was started during their last two commits (so that a
/// slot that frees while a commit is under way finds an attempt waiting), never over 1,000 more.
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
            while (granted < heads.Count && granted + BetterElsewhere(partition, heads[granted]) < free)
                granted++;
            _claimed += granted;
            var before = own.Heads;
            own.Heads = granted == heads.Count ? [] : [.. heads.Skip(granted)];
            // What it had published may have kept others back; what it does not take is theirs. Only a change is told: two partitions
            // that both wait for a third would tell each other without end.
            pokes = before.Count > 0 && !own.Heads.SequenceEqual(before) ? Winners(except: partition) : [];
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

    /// <summary>A commit of the partition was applied: what it started before the last two no longer counts.</summary>
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

    private int BetterElsewhere(int partition, ReadyHead head)
    {
        var better = 0;
        foreach (var (other, claims) in _partitions)
        {
            if (other == partition)
                continue;
            foreach (var theirs in claims.Heads)
            {
                // Equal heads go by partition: without an order between them each would wait for the other.
                var order = theirs.CompareTo(head);
                if (order > 0 || (order == 0 && other > partition))
                    break;
                better++;
            }
        }

        return better;
    }

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

    private sealed class Claims
    {
        internal IReadOnlyList<ReadyHead> Heads { get; set; } = [];

        internal Action? Poke { get; set; }

        internal int Started { get; set; }

        internal int StartedBefore { get; set; }
    }
}
