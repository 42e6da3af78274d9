using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Archive;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

public sealed class ArchiveQueueTests
{
    private const int Limit = 3;
    private readonly ArchiveQueue _queue = new(Position.Start, head: 0);

    [Fact]
    public void BeginCommit_JobsWereCopied_RemovesThemInOrderAndBounded()
    {
        Copy("a", "b", "c");
        var first = _queue.BeginCommit([], 2);
        Assert.Equal(["a", "b"], first.Done.Select(done => done.JobId));
        Assert.Equal(At(2), first.Through);
        _queue.EndCommit(first, []);
        Assert.Equal(["c"], _queue.BeginCommit([], 2).Done.Select(done => done.JobId));
    }

    [Fact]
    public void BeginCommit_NothingWasCopied_KeepsThePlace()
    {
        Assert.Equal(Position.Start, _queue.BeginCommit([], 2).Through);
        Copy("a");
        _queue.EndCommit(_queue.BeginCommit([], 2), []);
        var later = _queue.BeginCommit([], 2);
        Assert.Empty(later.Done);
        Assert.Equal(At(1), later.Through);
    }

    [Fact]
    public void BeginCommit_NamesACopiedJob_RemovesItsChoreOnly()
    {
        Copy("a", "b");
        Assert.Equal([null, "b"], _queue.BeginCommit(["a"], 9).Done.Select(done => done.JobId));
    }

    [Fact]
    public void EndPass_ACommitNamedTheJobMeanwhile_LeavesItsRow()
    {
        _queue.BeginPass(Limit);
        _queue.EndCommit(_queue.BeginCommit(["b"], 9), []);
        _queue.EndPass([new(At(1), "a", false), new(At(2), "b", false)], At(2));
        Assert.Equal(["a", null], _queue.BeginCommit([], 9).Done.Select(done => done.JobId));
    }

    [Fact]
    public void EndPass_TheCommitWasUnderWayBefore_LeavesItsJobsRow()
    {
        var underWay = _queue.BeginCommit(["a"], 9);
        _queue.BeginPass(Limit);
        _queue.EndPass([new(At(1), "a", false)], At(1));
        _queue.EndCommit(underWay, []);
        Assert.Equal([null], _queue.BeginCommit([], 9).Done.Select(done => done.JobId));
    }

    [Fact]
    public void BeginPass_ChoresOfOwnersBefore_AreReadUntilAllOfThemAreDone()
    {
        var queue = new ArchiveQueue(Position.Start, head: 7);
        queue.EndCommit(queue.BeginCommit([], 9), [Left(8, 0), Left(8, 1)]);
        Assert.Null(queue.BeginPass(Limit));
        queue.EndPass([new(At(5), "x", false)], At(5));
        Assert.Null(queue.BeginPass(Limit));
        queue.EndPass([], new(7, long.MaxValue));
        var page = queue.BeginPass(Limit)!;
        Assert.Equal(["8.0", "8.1"], page.Chores.Select(chore => chore.Name));
        Assert.Equal((new Position(8, 1), false), (page.Through, page.More));
    }

    [Fact]
    public void BeginPass_OwnCommits_GivesTheirChoresInOrderAndOnce()
    {
        for (var seq = 1; seq <= 4; seq++)
            _queue.EndCommit(_queue.BeginCommit([], 9), [Left(seq, 0)]);
        _queue.EndPass([], new(0, long.MaxValue));
        var first = _queue.BeginPass(Limit)!;
        Assert.Equal((3, At(3), true), (first.Chores.Count, first.Through, first.More));
        _queue.EndPass([], first.Through);
        Assert.Equal(["4.0"], _queue.BeginPass(Limit)!.Chores.Select(chore => chore.Name));
        _queue.EndPass([], At(4));
        Assert.Equal((0, At(4), false), _queue.BeginPass(Limit) is { } none ? (none.Chores.Count, none.Through, none.More) : default);
    }

    [Fact]
    public void BeginPass_VeryManyAreLeft_AreReadFromTheStore()
    {
        _queue.EndPass([], new(0, long.MaxValue));
        _queue.EndCommit(_queue.BeginCommit([], 9), [.. Enumerable.Range(0, 6_000).Select(i => Left(1, i))]);
        Assert.Null(_queue.BeginPass(Limit));
        _queue.EndPass([], new(1, 5_999));
        Assert.Empty(_queue.BeginPass(Limit)!.Chores);
    }

    private static Chore Left(long seq, long number) => new(new(seq, number), ChoreKind.Archive, $"{seq}.{number}", null, default, 0);

    private static Position At(long number) => new(number, 0);

    private void Copy(params string[] ids)
    {
        _queue.BeginPass(Limit);
        _queue.EndPass([.. ids.Select((id, i) => new DoneChore(At(i + 1), id, false))], At(ids.Length));
    }
}
