using JobScheduler.Grains.Node;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class PendingBudgetTests
{
    [Fact]
    public void TryTake_OverTheBound_IsRefusedUntilSomethingIsReturned()
    {
        var budget = new PendingBudget(100, 1000);
        var tickets = Enumerable.Range(0, 90).Select(partition => budget.TryTake(true, new PendingShare(partition, 1, 1))).ToList();
        Assert.DoesNotContain(null, tickets);
        Assert.Null(budget.TryTake(true, new PendingShare(99, 1, 1)));
        tickets[0]!.Dispose();
        Assert.NotNull(budget.TryTake(true, new PendingShare(99, 1, 1)));
        Assert.Equal((90, 90L), (budget.Commands, budget.Bytes));
    }

    [Fact]
    public void TryTake_SubmitsFillTheirPart_LeavesATenthToChanges()
    {
        var budget = new PendingBudget(100, 1000);
        using var submits = budget.TryTake(true, [.. Enumerable.Range(0, 90).Select(partition => new PendingShare(partition, 1, 0))]);
        Assert.Null(budget.TryTake(true, new PendingShare(0, 1, 0)));
        Assert.NotNull(budget.TryTake(false, new PendingShare(0, 10, 0)));
        Assert.Null(budget.TryTake(false, new PendingShare(0, 1, 0)));
    }

    [Fact]
    public void TryTake_ManyShares_TakesAllOrNone()
    {
        var budget = new PendingBudget(100, 1000);
        using var first = budget.TryTake(true, new PendingShare(0, 50, 0));
        Assert.Null(budget.TryTake(true, new PendingShare(1, 30, 0), new PendingShare(2, 30, 0)));
        Assert.Equal(50, budget.Commands);
        Assert.NotNull(budget.TryTake(true, new PendingShare(1, 20, 0), new PendingShare(2, 20, 0)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 10)]
    public void TryTake_OnePartitionTakesAllItCan_LeavesHalfToTheOthers(int extraCommands, int bytes)
    {
        var budget = new PendingBudget(1000, 10_000);
        var share = new PendingShare(3, extraCommands + 1, bytes);
        var taken = 0;
        while (budget.TryTake(true, share) is not null)
            taken++;
        var used = bytes == 0 ? taken * share.Commands / 900.0 : taken * bytes / 9000.0;
        Assert.InRange(used, 0.45, 0.55);
        Assert.NotNull(budget.TryTake(true, new PendingShare(4, 200, 2000)));
    }

    [Fact]
    public void TryTake_NothingHeld_TakesOneOfAnySize()
    {
        var budget = new PendingBudget(10, 10);
        var large = budget.TryTake(true, new PendingShare(0, 1000, 1 << 20));
        Assert.NotNull(large);
        Assert.Null(budget.TryTake(true, new PendingShare(1, 1, 0)));
        large.Dispose();
        Assert.NotNull(budget.TryTake(true, new PendingShare(1, 1, 0)));
    }

    [Fact]
    public void Dispose_HeldByTwo_ReturnsWithTheLast()
    {
        var budget = new PendingBudget(10, 10);
        var ticket = budget.TryTake(true, new PendingShare(0, 5, 5))!;
        var second = ticket.Hold();
        ticket.Dispose();
        Assert.Equal((5, 5L), (budget.Commands, budget.Bytes));
        second.Dispose();
        Assert.Equal((0, 0L), (budget.Commands, budget.Bytes));
    }
}
