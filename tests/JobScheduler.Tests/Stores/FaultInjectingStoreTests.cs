using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public sealed class FaultInjectingStoreTests : IAsyncLifetime
{
    private readonly JobStore _place;
    private readonly FaultInjectingStore _log;
    private readonly List<StoreCall> _calls = [];
    private StoreFault _fault = StoreFault.None;
    private PartitionOwner _owner = null!;

    public FaultInjectingStoreTests()
    {
        var store = new InMemoryStore();
        _place = new(store, store, store, store);
        _log = new(store, Decide);
    }

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await _place.Admin.OpenAsync(Partitions, None);
        _owner = await PartitionOwner.AcquireAsync(_log);
        _calls.Clear();
    }

    public async Task DisposeAsync() => await _place.Admin.DisposeAsync();

    [Fact]
    public async Task AnyCall_NoFault_PassesOnTheCallersThread()
    {
        Assert.True(_owner.TryCommitAsync(Insert(Job(0, 1))).IsCompletedSuccessfully);
        Assert.True(_log.ReadEntriesAsync(0, LineId.Due, Position.Start, long.MaxValue, 9, None).IsCompletedSuccessfully);
        Assert.Equal([StoreOperation.Commit, StoreOperation.ReadEntries], _calls.Select(call => call.Operation));
        Assert.Equal(2, _calls[0].Batch?.Mutations.Count);
        Assert.True(await StoredAsync(1));
    }

    [Fact]
    public async Task Commit_UnknownNotApplied_NeverArrives()
    {
        _fault = StoreFault.UnknownNotApplied;
        Assert.Equal(CommitStatus.Unknown, (await _owner.TryCommitAsync(Insert(Job(0, 1)))).Status);
        Assert.False(await StoredAsync(1));
        Assert.Equal(0, _log.PendingCommits);
    }

    [Fact]
    public async Task Commit_UnknownApplied_IsThere()
    {
        _fault = StoreFault.UnknownApplied;
        Assert.Equal(CommitStatus.Unknown, (await _owner.TryCommitAsync(Insert(Job(0, 1)))).Status);
        Assert.True(await StoredAsync(1));
    }

    [Fact]
    public async Task Commit_UnknownAppliesLater_ArrivesWhenTheTaskCompletes()
    {
        var later = new TaskCompletionSource();
        _fault = StoreFault.UnknownAppliesLater(later.Task);
        Assert.Equal(CommitStatus.Unknown, (await _owner.TryCommitAsync(Insert(Job(0, 1)))).Status);
        Assert.Equal((false, 1), (await StoredAsync(1), _log.PendingCommits));
        later.SetResult();
        Assert.Equal((true, 0), (await StoredAsync(1), _log.PendingCommits));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_UnknownAppliesLater_IsFencedByANewerTermOrSeq(bool byTerm)
    {
        var later = new TaskCompletionSource();
        _fault = StoreFault.UnknownAppliesLater(later.Task);
        await _owner.TryCommitAsync(Insert(Job(0, 1)));
        _fault = StoreFault.None;
        if (byTerm)
            await _log.AcquireTermAsync(0, "n2", null, None);
        else
            await _owner.CommitAsync();
        later.SetResult();
        Assert.Equal((false, 0), (await StoredAsync(1), _log.PendingCommits));
    }

    [Fact]
    public async Task Commit_UnknownAppliesLaterAndTheTaskIsCancelled_IsLost()
    {
        var later = new TaskCompletionSource();
        _fault = StoreFault.UnknownAppliesLater(later.Task);
        await _owner.TryCommitAsync(Insert(Job(0, 1)));
        later.SetCanceled();
        Assert.Equal((false, 0), (await StoredAsync(1), _log.PendingCommits));
    }

    [Fact]
    public async Task Commit_Rejected_IsNotAppliedAndTheTermIsKept()
    {
        _fault = StoreFault.Reject(RejectReason.DiskFull);
        var answer = await _owner.TryCommitAsync(Insert(Job(0, 1)));
        Assert.Equal((CommitStatus.Rejected, RejectReason.DiskFull), (answer.Status, answer.Reason));
        _fault = StoreFault.None;
        await _owner.CommitAsync(Insert(Job(0, 2)));
        Assert.False(await StoredAsync(1));
    }

    [Fact]
    public async Task Commit_OldTerm_IsFencedByTheStoreBehind()
    {
        await _log.AcquireTermAsync(0, "n2", null, None);
        Assert.Equal(CommitResult.Fenced, await _owner.TryCommitAsync());
    }

    [Fact]
    public async Task AnyCall_Slow_WaitsForTheTaskOnly()
    {
        var until = new TaskCompletionSource();
        _fault = StoreFault.None.After(until.Task);
        var commit = _owner.TryCommitAsync(Insert(Job(0, 1)));
        var read = _log.ReadLinesAsync(0, None);
        Assert.False(commit.IsCompleted || read.IsCompleted);
        Assert.False(await StoredAsync(1));
        until.SetResult();
        Assert.Equal(CommitResult.Applied, await commit);
        Assert.Empty(await read);
    }

    [Fact]
    public async Task Commit_SlowAndCancelled_IsUnknown()
    {
        using var cancel = new CancellationTokenSource();
        _fault = StoreFault.None.After(new TaskCompletionSource().Task);
        var commit = _log.CommitAsync(_owner.Batch(), cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(CommitStatus.Unknown, (await commit).Status);
    }

    [Fact]
    public async Task Acquire_Unavailable_RaisesTheTermOnlyIfSaid()
    {
        _fault = StoreFault.Unavailable;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.AcquireTermAsync(0, "n2", null, None));
        _fault = StoreFault.UnavailableAfterwards;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.AcquireTermAsync(0, "n2", null, None));
        _fault = StoreFault.None;
        Assert.Equal(3, (await _log.AcquireTermAsync(0, "n2", null, None)).Head.Term);
    }

    [Fact]
    public async Task Reads_Unavailable_Throw()
    {
        _fault = StoreFault.Unavailable;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.LoadAsync(0, new(), None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.ReadEntriesAsync(0, LineId.Due, Position.Start, 0, 1, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.ReadLinesAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.ReadRunningAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.ReadSendsAsync(0, 0, 1, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.ReadQueuesAsync(0, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _log.ReadCountersAsync(0, None));
        Assert.Equal(7, _calls.Select(call => call.Operation).Distinct().Count());
    }

    [Fact]
    public async Task AnyCall_FaultThatDoesNotSuit_SaysSo()
    {
        _fault = StoreFault.Unavailable;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _owner.TryCommitAsync());
        _fault = StoreFault.UnknownApplied;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _log.ReadLinesAsync(0, None));
    }

    [Fact]
    public async Task Commit_AppliesLaterAndTheStoreThrows_IsToldByTheNextCall()
    {
        var later = new TaskCompletionSource();
        _fault = StoreFault.UnknownAppliesLater(later.Task);
        var head = new PartitionHead { Partition = Partitions, Term = 1, Seq = 1 };
        await _log.CommitAsync(new(1, 0, head, []), None);
        later.SetResult();
        _fault = StoreFault.None;
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => _log.ReadLinesAsync(0, None));
        Assert.IsType<ArgumentOutOfRangeException>(told.InnerException);
        Assert.Empty(await _log.ReadLinesAsync(0, None));
    }

    private StoreFault Decide(StoreCall call)
    {
        _calls.Add(call);
        return _fault;
    }

    private async Task<bool> StoredAsync(int sequence) => await _place.Queries.GetJobAsync(Id(0, sequence), None) is not null;
}
