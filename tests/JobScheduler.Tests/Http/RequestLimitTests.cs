using JobScheduler.Http.Limits;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>The counting itself; what callers see of it is in <see cref="OverloadTests"/>.</summary>
public sealed class RequestLimitTests
{
    private static readonly JobSchedulerLimitsOptions Small = new() { MaxReads = 1, MaxChanges = 1, MaxSubmits = 1, MaxHeldAnswerBytes = 100_000 };

    [Fact]
    public void Enter_KindIsFull_RefusesOnlyThatKind()
    {
        var limits = new RequestLimits(Small);
        using var first = new Passage(limits, RequestKind.Submit);
        first.Enter();
        first.Enter(); // one request, one place
        using var second = new Passage(limits, RequestKind.Submit);
        Assert.NotNull(second.Refusal);
        Assert.Throws<SchedulerOverloadedException>(second.Enter);
        foreach (var other in new[] { RequestKind.Read, RequestKind.Change, RequestKind.Exempt })
        {
            using var passage = new Passage(limits, other);
            Assert.Null(passage.Refusal);
            passage.Enter();
        }

        first.Dispose();
        first.Dispose();
        second.Enter();
        Assert.Equal((1, 2L), (limits.Of(RequestKind.Submit)!.Taken, limits.Of(RequestKind.Submit)!.Refused));
    }

    [Fact]
    public void Answer_ReadsHoldAllTheyMay_RefusesTheNextLargeReadOnly()
    {
        var limits = new RequestLimits(Small);
        using var unread = new Passage(limits, RequestKind.Read).Answer(90_000);
        Assert.Throws<SchedulerOverloadedException>(() => new Passage(limits, RequestKind.Read).Answer(20_000));
        Assert.Null(new Passage(limits, RequestKind.Read).Answer(10_000));
        using (new Passage(limits, RequestKind.Change).Answer(20_000))
            Assert.Equal(110_000, limits.Answers.Held); // it is done already: its answer is counted, not refused
        unread!.Dispose();
        Assert.Equal(0, limits.Answers.Held);
        Assert.NotNull(new Passage(limits, RequestKind.Read).Answer(200_000)); // nothing else is held
    }

    [Fact]
    public void Answer_IsReady_GivesThePlaceBack()
    {
        var limits = new RequestLimits(Small);
        using var slow = new Passage(limits, RequestKind.Read);
        slow.Enter();
        using var unread = slow.Answer(50_000);
        using var next = new Passage(limits, RequestKind.Read);
        next.Enter();
        Assert.Equal(1, limits.Of(RequestKind.Read)!.Taken);
    }

    [Fact]
    public void TryTake_OwnBytesAlone_MayGrowBeyondTheLimit()
    {
        var budget = new ByteBudget(1000);
        Assert.True(budget.TryTake(900, own: 0));
        Assert.True(budget.TryTake(900, own: 900));
        Assert.False(budget.TryTake(1, own: 0));
        Assert.False(budget.HasRoom(1));
        budget.Return(1800);
        Assert.True(budget.HasRoom(1_000_000));
    }
}
