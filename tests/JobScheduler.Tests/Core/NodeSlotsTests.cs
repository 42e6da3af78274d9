using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>Who may claim, and who enters.</summary>
public sealed class NodeSlotsTests
{
    private static readonly Action NoPoke = static () => { };
    private readonly NodeSlots _slots = new(4);
    private long _token;

    [Fact]
    public void Grant_FreeSlots_AreGivenUpToTheHeads()
    {
        Assert.Equal(3, _slots.Grant(0, Heads(0, 3), NoPoke));
        Assert.Equal(1, _slots.Grant(1, Heads(0, 3), NoPoke));
        Assert.Equal((0, 4), (_slots.Free, _slots.Claimed));
    }

    [Fact]
    public void Grant_OverPartitions_TheBetterPriorityWins()
    {
        Fill();
        Assert.Equal(0, _slots.Grant(0, Heads(1, 2), NoPoke));
        Assert.Equal(0, _slots.Grant(1, Heads(9, 2), NoPoke));
        _slots.Ended();
        Assert.Equal(0, _slots.Grant(0, Heads(1, 2), NoPoke));
        Assert.Equal(1, _slots.Grant(1, Heads(9, 2), NoPoke));
    }

    [Fact]
    public void Ended_SlotFreed_PokesThePartitionWithTheBestHead()
    {
        var poked = new List<int>();
        Fill();
        for (var partition = 0; partition < 3; partition++)
        {
            var number = partition;
            _slots.Grant(partition, Heads(partition == 1 ? 5 : 0, 2), () => poked.Add(number));
        }

        _slots.Ended();
        Assert.Equal([1], poked);
    }

    [Fact]
    public void Grant_EqualHeadsInTwoPartitions_OneOfThemGetsTheSlot()
    {
        Fill();
        _slots.Grant(0, Heads(0, 1), NoPoke);
        _slots.Grant(1, Heads(0, 1), NoPoke);
        _slots.Ended();
        Assert.Equal(1, _slots.Grant(0, Heads(0, 1), NoPoke) + _slots.Grant(1, Heads(0, 1), NoPoke));
    }

    [Fact]
    public void Grant_PartitionGivesUpWhatItPublished_PokesThoseItKeptBack()
    {
        var poked = 0;
        Fill();
        _slots.Grant(0, Heads(9, 4), NoPoke);
        _slots.Ended();
        Assert.Equal(0, _slots.Grant(1, Heads(0, 1), () => poked++));
        Assert.Equal(0, _slots.Grant(0, [], NoPoke));
        Assert.Equal(1, poked);
        Assert.Equal(1, _slots.Grant(1, Heads(0, 1), NoPoke));
    }

    [Fact]
    public void Grant_ThirdPartitionHoldsTheSlotsBack_TheOthersDoNotPokeEachOther()
    {
        var pokes = 0;
        Fill();
        _slots.Grant(0, Heads(9, 4), NoPoke);
        _slots.Grant(1, Heads(1, 2), () => pokes++);
        _slots.Grant(2, Heads(0, 2), () => pokes++);
        _slots.Return(2);
        pokes = 0;
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(0, _slots.Grant(1, Heads(1, 3), () => pokes++));
            Assert.Equal(0, _slots.Grant(2, Heads(0, 2), () => pokes++));
        }

        Assert.Equal(0, pokes);
    }

    [Fact]
    public void Grant_WorseHeadsThanBefore_PokesThoseThatAreBetterNow()
    {
        var poked = 0;
        Fill();
        _slots.Grant(0, Heads(9, 1), NoPoke);
        _slots.Ended();
        Assert.Equal(0, _slots.Grant(1, Heads(5, 1), () => poked++));
        Assert.Equal(0, _slots.Grant(0, Heads(1, 1), NoPoke));
        Assert.Equal(1, poked);
    }

    [Fact]
    public void Grant_MoreThanTheSlotsAreFree_AllThatOthersPublishedCounts()
    {
        var slots = new NodeSlots(1);
        Assert.Equal(1, slots.Grant(9, Heads(0, 1), NoPoke));
        Assert.Equal(0, slots.Grant(0, Heads(9, 6), NoPoke));
        for (var i = 0; i < 5; i++)
        {
            Assert.True(Enters(slots, Attempt(9)));
            slots.Left();
        }

        Assert.Equal(5, slots.Free);
        Assert.Equal(0, slots.Grant(1, Heads(0, 6), NoPoke));
        Assert.Equal(5, slots.Grant(0, Heads(9, 6), NoPoke));
    }

    [Fact]
    public void Withdraw_OfThePartitionWithTheBestHeads_PokesTheOthers()
    {
        var poked = 0;
        Fill();
        _slots.Grant(0, Heads(9, 4), NoPoke);
        _slots.Ended();
        _slots.Grant(1, Heads(0, 1), () => poked++);
        _slots.Withdraw(0);
        Assert.Equal(1, poked);
    }

    [Fact]
    public void Grant_AheadOfTheSlots_IsBoundedByWhatWasStartedInTheLastThreeCommits()
    {
        Assert.Equal(4, _slots.Grant(0, Heads(0, 50), NoPoke));
        for (var i = 0; i < 3; i++)
            Assert.True(Enters(_slots, Attempt(0)));
        Assert.Equal(3, _slots.Grant(0, Heads(0, 50), NoPoke));
        for (var commit = 0; commit < 2; commit++)
        {
            _slots.CommitDone(0);
            Assert.Equal(0, _slots.Free);
        }

        _slots.CommitDone(0);
        Assert.Equal(-3, _slots.Free);
        Assert.Equal(0, _slots.Grant(0, Heads(0, 50), NoPoke));
    }

    [Fact]
    public void Grant_VeryManyStarted_IsNeverOverAThousandAhead()
    {
        var slots = new NodeSlots(2_000);
        Assert.Equal(2_000, slots.Grant(0, Heads(0, 5_000), NoPoke));
        for (var i = 0; i < 2_000; i++)
            Assert.True(Enters(slots, Attempt(0)));
        Assert.Equal(NodeSlots.MostAhead, slots.Grant(0, Heads(0, 5_000), NoPoke));
    }

    [Fact]
    public void Enter_AllSlotsTaken_TheBestWaitingOneEntersNext()
    {
        for (var i = 0; i < 4; i++)
            Assert.True(Enters(_slots, Attempt(0)));
        var (low, late, early) = (Attempt(0, -1, 1), Attempt(0, 5, 20), Attempt(0, 5, 10));
        foreach (var attempt in new[] { low, late, early })
            Assert.False(Enters(_slots, attempt));
        _slots.Left();
        Assert.Equal((false, false, true), (low.IsAnswered, late.IsAnswered, early.IsAnswered));
        _slots.Left();
        Assert.Equal((false, true), (low.IsAnswered, late.IsAnswered));
        Assert.Equal(4, _slots.Running);
    }

    [Fact]
    public void Enter_TakenBack_NeverTakesASlot()
    {
        for (var i = 0; i < 4; i++)
            Assert.True(Enters(_slots, Attempt(0)));
        var (taken, other) = (Attempt(0), Attempt(0));
        Assert.Equal((false, false), (Enters(_slots, taken), Enters(_slots, other)));
        Assert.True(taken.TryTakeBack());
        Assert.True(taken.IsTakenBack);
        _slots.Left();
        Assert.Equal((true, false), (other.IsAnswered, other.IsTakenBack));
        var before = Attempt(0);
        before.TryTakeBack();
        _slots.Left();
        Assert.False(Enters(_slots, before));
        Assert.Equal(3, _slots.Running);
    }

    [Fact]
    public void Grant_MoreThanIsShown_KeepsBackWhatIsWorseThanTheLastShown()
    {
        Fill();
        _slots.Grant(0, [new ReadyHead(0, 10), new ReadyHead(0, 20)], NoPoke, more: true);
        _slots.Return(4);
        Assert.Equal(0, _slots.Grant(1, [new ReadyHead(0, 30)], NoPoke));
        Assert.Equal(1, _slots.Grant(1, [new ReadyHead(0, 15)], NoPoke));
        Assert.Equal(2, _slots.Grant(0, [new ReadyHead(0, 10), new ReadyHead(0, 20)], NoPoke));
        Assert.Equal(1, _slots.Grant(1, [new ReadyHead(0, 30)], NoPoke));
    }

    [Fact]
    public void Ended_AgainBeforeThePokedOneAsks_PokesItOnce()
    {
        var poked = 0;
        Fill();
        _slots.Grant(0, Heads(0, 4), () => poked++);
        _slots.Ended();
        _slots.Ended();
        Assert.Equal(1, poked);
        Assert.Equal(2, _slots.Grant(0, Heads(0, 4), () => poked++));
        _slots.Ended();
        Assert.Equal(2, poked);
    }

    [Fact]
    public async Task WhenUnclaimed_LastOneEnds_Completes()
    {
        Assert.True(_slots.WhenUnclaimed().IsCompleted);
        _slots.Grant(0, Heads(0, 2), NoPoke);
        var wait = _slots.WhenUnclaimed();
        _slots.Ended();
        Assert.False(wait.IsCompleted);
        _slots.Return(1);
        await wait;
    }

    [Fact]
    public void Slots_AnyOrderOfCalls_LeaksNeitherSlotNorClaimAndNobodyIsForgotten() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf().Resize(200).ToArbitrary(), draws => new SlotsModel().Holds(draws))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(200));

    private static bool Enters(NodeSlots slots, AttemptControl attempt)
    {
        slots.Enter(attempt);
        return attempt is { IsAnswered: true, IsTakenBack: false };
    }

    private void Fill() => Assert.Equal(_slots.Slots, _slots.Grant(99, Heads(0, _slots.Slots), NoPoke));

    private static List<ReadyHead> Heads(int priority, int count) => [.. Enumerable.Range(0, count).Select(i => new ReadyHead(priority, i))];

    private AttemptControl Attempt(int partition, int priority = 0, long runAt = 0) => SlotsModel.Attempt(partition, ++_token, priority, runAt);
}
