using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    [StoreFact]
    public void Open_NewStore_SaysWhatItIs()
    {
        Assert.True(Info.Created);
        Assert.Equal(Partitions, Info.Partitions);
        Assert.NotEmpty(Info.Description);
        Assert.True(Info.SchemaVersion >= 1);
    }

    [StoreFact]
    public async Task Open_AnotherWishOfPartitions_KeepsItsOwn()
    {
        await Store.Admin.DisposeAsync();
        var again = CreateStore();
        var info = await again.Admin.OpenAsync(Partitions * 2, None);
        Assert.Equal((Partitions, false), (info.Partitions, info.Created));
        await again.Admin.DisposeAsync();
    }

    [StoreFact]
    public async Task Check_OpenStore_IsNull() => Assert.Null(await Store.Admin.CheckAsync(None));

    [StoreFact]
    public async Task Check_ClosedStore_SaysWhyNot()
    {
        await Store.Admin.DisposeAsync();
        Assert.False(string.IsNullOrEmpty(await Store.Admin.CheckAsync(None)));
    }

    [StoreFact]
    public async Task Dispose_Twice_DoesNothing()
    {
        await Store.Admin.DisposeAsync();
        await Store.Admin.DisposeAsync();
    }

    [StoreFact]
    public async Task Calls_ClosedStore_RejectCommitsAndThrowOnReads()
    {
        var owner = await OwnAsync();
        await Store.Admin.DisposeAsync();
        AssertRejected(await owner.TryCommitAsync(), RejectReason.Unavailable);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.AcquireTermAsync(0, "n", null, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.LoadAsync(0, new(), None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.ReadEntriesAsync(0, LineId.Due, Position.Start, 0, 1, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.ReadLinesAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.ReadRunningAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.ReadSendsAsync(0, 0, 1, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.ReadQueuesAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Log.ReadCountersAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Queries.GetJobAsync(Id(0, 1), None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Queries.ListJobsAsync(new(), 0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Queries.CountAsync(None));
    }

    [StoreFact]
    public async Task Acquire_NewPartition_StartsAtTermOne()
    {
        var head = (await OwnAsync(2)).Head;
        Assert.Equal(new PartitionHead { Partition = 2, Term = 1, Owner = "n1" }, head);
    }

    [StoreFact]
    public async Task Acquire_Again_RaisesTheTermAndKeepsTheRest()
    {
        var owner = await OwnAsync();
        var head = owner.Head with { Seq = 1, NextSequence = 7, NextEntry = long.MaxValue, NextToken = 9, DueWatermark = new(-5, 6) };
        Assert.Equal(CommitResult.Applied, await Log.CommitAsync(new(1, 0, head, []), None));
        var next = await Log.AcquireTermAsync(0, Unicode, null, None);
        Assert.True(next.Acquired);
        Assert.Equal(head with { Term = 2, Owner = Unicode }, next.Head);
    }

    [StoreFact]
    public async Task Acquire_ExpectedTerm_OnlyIfItIsTheStoredOne()
    {
        var owner = await OwnAsync();
        var refused = await Log.AcquireTermAsync(0, "n2", 0, None);
        Assert.False(refused.Acquired);
        Assert.Equal(owner.Head, refused.Head);
        var granted = await Log.AcquireTermAsync(0, "n2", 1, None);
        Assert.True(granted.Acquired);
        Assert.Equal((2L, "n2"), (granted.Head.Term, granted.Head.Owner));
        Assert.False((await Log.AcquireTermAsync(0, "n1", 1, None)).Acquired);
    }

    [StoreFact]
    public async Task Acquire_OnePartition_LeavesTheOthers()
    {
        await OwnAsync(1);
        Assert.Equal(1, (await OwnAsync(0)).Head.Term);
    }

    [StoreFact]
    public async Task Commit_OldTerm_IsFencedAndWritesNothing()
    {
        var old = await OwnAsync();
        var current = await OwnAsync();
        Assert.Equal(CommitResult.Fenced, await old.TryCommitAsync(Insert(Job(0, 1))));
        await AssertNothingStoredAsync(current, 1);
    }

    [StoreFact]
    public async Task Commit_NeverAcquiredTerm_IsFenced()
    {
        var head = new PartitionHead { Partition = 0, Term = 5, Seq = 1 };
        Assert.Equal(CommitStatus.Fenced, (await Log.CommitAsync(new(5, 0, head, []), None)).Status);
    }

    [StoreTheory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Commit_OtherSeq_IsFencedAndWritesNothing(long seq)
    {
        var owner = await OwnAsync();
        await owner.CommitAsync();
        var batch = new CommitBatch(owner.Head.Term, seq, owner.Head with { Seq = seq + 1 }, [.. Insert(Job(0, 1))]);
        Assert.Equal(CommitResult.Fenced, await Log.CommitAsync(batch, None));
        await AssertNothingStoredAsync(owner, 1);
    }

    [StoreFact]
    public async Task Commit_SameBatchTwice_IsAppliedOnce()
    {
        var owner = await OwnAsync();
        var batch = owner.Batch(Insert(Job(0, 1)));
        Assert.Equal(CommitResult.Applied, await Log.CommitAsync(batch, None));
        Assert.Equal(CommitResult.Fenced, await Log.CommitAsync(batch, None));
        var acquired = await Log.AcquireTermAsync(0, "n1", owner.Head.Term, None);
        Assert.Equal(1, acquired.Head.Seq);
    }

    [StoreFact]
    public async Task Commit_CancelledCall_IsUnknownAndTheSeqTells()
    {
        var owner = await OwnAsync();
        var batch = owner.Batch(Insert(Job(0, 1)));
        var answer = await Log.CommitAsync(batch, new CancellationToken(canceled: true));
        Assert.Equal(CommitStatus.Unknown, answer.Status);
        var again = await Log.AcquireTermAsync(0, "n1", owner.Head.Term, None);
        var loaded = await Log.LoadAsync(0, new() { JobIds = [Id(0, 1)] }, None);
        Assert.Equal(again.Head.Seq == 1, loaded.Jobs.Count == 1);
    }

    [StoreFact]
    public async Task Commit_HeadThatDoesNotFollow_IsRejected()
    {
        var owner = await OwnAsync();
        AssertRejected(await Log.CommitAsync(new(1, 0, owner.Head with { Seq = 2 }, []), None), RejectReason.Conflict);
        AssertRejected(await Log.CommitAsync(new(1, 0, owner.Head with { Seq = 1, Term = 2 }, []), None), RejectReason.Conflict);
        await owner.CommitAsync();
    }

    [StoreFact]
    public async Task Calls_UnknownPartition_Throw()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.AcquireTermAsync(Partitions, "n", null, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadLinesAsync(-1, None));
        var head = new PartitionHead { Partition = Partitions, Term = 1, Seq = 1 };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.CommitAsync(new(1, 0, head, []), None));
    }

    private async Task AssertNothingStoredAsync(PartitionOwner current, long sequence)
    {
        Assert.Empty((await Log.LoadAsync(0, new() { JobIds = [Id(0, sequence)] }, None)).Jobs);
        Assert.Empty((await ReadAllAsync(LineId.Due)).Entries);
        Assert.Null(await Queries.GetJobAsync(Id(0, sequence), None));
        await current.CommitAsync();
    }
}
