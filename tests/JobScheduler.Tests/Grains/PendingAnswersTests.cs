using JobScheduler.Grains.Core;
using JobScheduler.Grains.Partitions;
using JobScheduler.Tests.Core;
using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>Answers to commands of a partition: once each, together where they were asked together, and never a stumble for the partition.</summary>
public sealed class PendingAnswersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task PendingMany_Empty_IsAnsweredAtOnce()
    {
        var all = new PendingMany<string>(0, Detail);
        Assert.True(all.Answer.IsCompletedSuccessfully);
        Assert.Empty(await all.Answer);
    }

    [Fact]
    public async Task PendingMany_One_IsAnsweredByIt()
    {
        var (all, parts) = Many(1, Detail);
        Assert.False(all.Answer.IsCompleted);
        parts[0].Complete(Reply("a"));
        Assert.Equal(["a"], await all.Answer);
    }

    [Fact]
    public async Task PendingMany_CompletedInAnyOrder_AnswersInTheOrderAskedAndNotBeforeTheLast()
    {
        var (all, parts) = Many(4, Detail);
        foreach (var index in new[] { 2, 0, 3 })
            parts[index].Complete(Reply($"{index}"));
        Assert.False(all.Answer.IsCompleted);
        parts[1].Complete(Reply("1"));
        Assert.Equal(["0", "1", "2", "3"], await all.Answer);
    }

    [Fact]
    public async Task PendingMany_OneShownWithAnException_TheCallerGetsItAndTheRestIsTaken()
    {
        var (all, parts) = Many(3, reply => reply.Detail == "bad" ? throw new InvalidTimeZoneException() : reply.Detail!);
        parts[0].Complete(Reply("good"));
        parts[1].Complete(Reply("bad"));
        parts[2].Complete(Reply("bad"));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => all.Answer);
        Assert.All(parts, part => Assert.True(part.IsAnswered));
    }

    // A part is completed again when its time-out and its batch meet: it must not stand for one that has no answer yet.
    [Fact]
    public async Task PendingPart_CompletedTwice_TheFirstAnswerCountsAndCountsOnce()
    {
        var (all, parts) = Many(2, Detail);
        parts[0].Complete(Reply("first"));
        parts[0].Complete(Reply("second"));
        Assert.False(all.Answer.IsCompleted);
        Assert.Equal((true, false), (parts[0].IsAnswered, parts[1].IsAnswered));
        parts[1].Complete(Reply("other"));
        Assert.Equal(["first", "other"], await all.Answer);
    }

    [Fact]
    public async Task PendingOne_CompletedTwice_TheFirstAnswerCounts()
    {
        var one = One(Detail);
        Assert.False(one.IsAnswered);
        one.Complete(Reply("first"));
        one.Complete(Reply("second"));
        Assert.True(one.IsAnswered);
        Assert.Equal("first", await one.Answer);
    }

    [Fact]
    public async Task PendingOne_ShownWithAnException_TheCallerGetsItAndThePartitionDoesNot()
    {
        var one = One(_ => throw new InvalidTimeZoneException());
        one.Complete(Reply("a"));
        Assert.True(one.IsAnswered);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => one.Answer);
    }

    // The partition answers in the middle of its cycle: what callers do next must not run there.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Complete_CallerGoesOnInline_NotOnThePartitionsThread(bool many)
    {
        var (all, parts) = Many(1, Detail);
        var one = One(Detail);
        using var ran = new ManualResetEventSlim();
        var thread = 0;
        _ = (many ? (Task)all.Answer : one.Answer).ContinueWith(
            _ =>
            {
                thread = Environment.CurrentManagedThreadId;
                ran.Set();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        (many ? (PendingCommand)parts[0] : one).Complete(Reply("a"));
        Assert.True(ran.Wait(Patience), "the caller did not go on after the answer");
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    }

    private static PendingOne<string> One(Func<CoreReply, string> show) => new(CoreSpecs.Submit(CoreSpecs.Spec), 0, 0, show);

    private static (PendingMany<string> All, PendingPart<string>[] Parts) Many(int count, Func<CoreReply, string> show)
    {
        var all = new PendingMany<string>(count, show);
        return (all, [.. Enumerable.Range(0, count).Select(i => new PendingPart<string>(CoreSpecs.Submit(CoreSpecs.Spec), 0, 0, all, i))]);
    }

    private static string Detail(CoreReply reply) => reply.Detail!;

    private static CoreReply Reply(string detail) => new(PartitionStatus.Done) { Detail = detail };
}
