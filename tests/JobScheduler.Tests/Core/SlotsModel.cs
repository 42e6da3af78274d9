using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>Partitions that use a node's slots the way the grains do, step by step in any order.</summary>
internal sealed class SlotsModel
{
    private const int Slots = 3;
    private readonly NodeSlots _slots = new(Slots);
    private readonly List<ReadyHead>[] _waiting = [[], [], []];
    private readonly HashSet<int> _poked = [];
    private readonly List<(int Partition, int Count)> _inCommit = [];
    private readonly List<AttemptControl> _claimed = [];
    private readonly List<AttemptControl> _entering = [];
    private readonly List<AttemptControl> _entered = [];
    private long _token;

    public static AttemptControl Attempt(int partition, long token, int priority, long runAt, IAttemptHost? host = null) => new(
        new AttemptOrder
        {
            JobId = JobIds.Create(1, 1, token),
            Partition = partition,
            Token = token,
            Attempt = 1,
            RunAt = runAt,
            Priority = priority,
            Spec = CoreSpecs.Spec,
        },
        TaskScheduler.Default)
    { Host = host };

    public bool Holds(int[] draws)
    {
        foreach (var draw in draws)
        {
            Step(draw % 7, draw / 7);
            Check();
        }

        // Everything ends as long as pokes are followed: nobody who waits is forgotten.
        for (var round = 0; round < 2_000 && (_waiting.Any(heads => heads.Count > 0) || _slots.Claimed > 0); round++)
        {
            foreach (var partition in _poked.ToList())
                Ask(partition);
            for (var step = 1; step < 7; step++)
                Step(step, 0);
            Check();
        }

        Assert.All(_waiting, heads => Assert.Empty(heads));
        Assert.Equal((0, 0), (_slots.Claimed, _slots.Running));
        return true;
    }

    private void Step(int what, int number)
    {
        switch (what)
        {
            case 0:
                var partition = number % _waiting.Length;
                _waiting[partition].Add(new ReadyHead(number % 3, number % 5));
                _waiting[partition].Sort();
                Ask(partition);
                break;
            case 1 when _inCommit.Count > 0:
                EndCommit(number);
                break;
            case 2 when _claimed.Count > 0:
                var attempt = TakeOne(_claimed, number);
                _entering.Add(attempt);
                _slots.Enter(attempt);
                break;
            case 3 when _entering.Count > 0 && number % 3 == 1:
                _entering[number % _entering.Count].TryTakeBack();
                break;
            case 4:
                Enter();
                break;
            case 5 when _entered.Count > 0:
                TakeOne(_entered, number);
                _slots.Left();
                _slots.Ended();
                break;
            case 6 when _poked.Count > 0:
                Ask(_poked.ElementAt(number % _poked.Count));
                break;
        }
    }

    private void Ask(int partition)
    {
        _poked.Remove(partition);
        var granted = _slots.Grant(partition, [.. _waiting[partition]], () => _poked.Add(partition));
        if (granted == 0)
            return;
        _waiting[partition].RemoveRange(0, granted);
        _inCommit.Add((partition, granted));
    }

    private void EndCommit(int number)
    {
        var (partition, count) = TakeOne(_inCommit, number);
        if (number % 4 == 1)
        {
            // The commit was rejected: its jobs wait again.
            _waiting[partition].AddRange(Enumerable.Repeat(new ReadyHead(0, 0), count));
            _waiting[partition].Sort();
            _slots.Return(count);
            _poked.Add(partition);
            return;
        }

        _slots.CommitDone(partition);
        for (var i = 0; i < count; i++)
            _claimed.Add(Attempt(partition, ++_token, number % 3, number % 5));
    }

    private void Enter()
    {
        foreach (var attempt in _entering.Where(each => each.IsAnswered).ToList())
        {
            _entering.Remove(attempt);
            if (attempt.IsTakenBack)
                _slots.Ended();
            else
                _entered.Add(attempt);
        }
    }

    private void Check()
    {
        Enter();
        Assert.Equal(_inCommit.Sum(each => each.Count) + _claimed.Count + _entering.Count + _entered.Count, _slots.Claimed);
        Assert.Equal(_entered.Count, _slots.Running);
        Assert.InRange(_slots.Running, 0, Slots);
        Assert.True(_slots.Running == Slots || _entering.Count == 0, "a slot is free and somebody waits for one");
        Assert.True(_slots.Claimed <= Slots + NodeSlots.MostAhead, "too many claims");
    }

    private static T TakeOne<T>(List<T> list, int number)
    {
        var one = list[number % list.Count];
        list.RemoveAt(number % list.Count);
        return one;
    }
}
