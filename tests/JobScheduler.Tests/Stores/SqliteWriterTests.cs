using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using SQLitePCL;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public sealed class SqliteWriterTests : IDisposable
{
    private const string RefuseSequence13 =
        "CREATE TRIGGER refuse BEFORE INSERT ON jobs WHEN NEW.sequence = 13 BEGIN SELECT RAISE(ABORT, 'unlucky'); END";

    private readonly StoreFolder _folder = new();
    private Func<Func<int>, int>? _commit;

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commit_ThousandsFromManyPartitions_ShareTransactions()
    {
        const int partitions = 16;
        const int commits = 200;
        await using var store = await OpenAsync(partitions);
        var before = store.Writer.Transactions;
        await Task.WhenAll(Enumerable.Range(0, partitions).Select(async partition =>
        {
            var owner = await PartitionOwner.AcquireAsync(store, partition);
            for (var i = 0; i < commits; i++)
                await owner.CommitAsync(new SetCounter(new(StoredState.Waiting, "q", "t", i + 1)), new PutRunning(new(i, "x")));
        }));
        Assert.Equal((partitions * commits) + partitions, store.Writer.Works);
        Assert.InRange(store.Writer.Transactions - before, 1, partitions * commits / 2);
        Assert.Equal(partitions * commits, Assert.Single(await store.CountAsync(None)).Count);
        var owners = await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => PartitionOwner.AcquireAsync(store, partition)));
        Assert.All(owners, owner => Assert.Equal(commits, owner.Head.Seq));
    }

    [Fact]
    public async Task Commit_OneOfAGroupFails_TheOthersAreApplied()
    {
        await using var store = await OpenAsync();
        await ExecuteAsync(store, RefuseSequence13);
        var owners = await OwnAllAsync(store);
        using var hold = Hold(store);
        var answers = owners.Select((owner, partition) => owner.TryCommitAsync(Insert(Job(partition, partition == 2 ? 13 : 1)))).ToList();
        hold.Release();
        var results = await Task.WhenAll(answers);
        Assert.Equal([CommitStatus.Applied, CommitStatus.Applied, CommitStatus.Rejected, CommitStatus.Applied], results.Select(r => r.Status));
        Assert.Contains("unlucky", results[2].Detail, StringComparison.Ordinal);
        Assert.Equal(3, (await store.ListJobsAsync(new(), T0, None)).Items.Count);
        Assert.Empty((await store.ReadEntriesAsync(2, LineId.Due, Position.Start, long.MaxValue, 9, None)).Entries);
        await owners[2].CommitAsync(Insert(Job(2, 14)));
    }

    [Fact]
    public async Task Commit_OneOfAGroupIsFenced_TheOthersShareTheTransaction()
    {
        await using var store = await OpenAsync();
        var owners = await OwnAllAsync(store);
        await PartitionOwner.AcquireAsync(store, 1);
        var before = store.Writer.Transactions;
        using var hold = Hold(store);
        var answers = owners.Select((owner, partition) => owner.TryCommitAsync(Insert(Job(partition, 1)))).ToList();
        hold.Release();
        Assert.Equal(
            [CommitStatus.Applied, CommitStatus.Fenced, CommitStatus.Applied, CommitStatus.Applied], (await Task.WhenAll(answers)).Select(r => r.Status));
        Assert.Equal(2, store.Writer.Transactions - before);
        Assert.Null(await store.GetJobAsync(Id(1, 1), None));
    }

    [Fact]
    public async Task Commit_ManyFailing_TheWriterLives()
    {
        await using var store = await OpenAsync();
        await ExecuteAsync(store, RefuseSequence13);
        var owner = await PartitionOwner.AcquireAsync(store);
        for (var i = 1; i <= 50; i++)
        {
            Assert.Equal(CommitStatus.Rejected, (await owner.TryCommitAsync(Insert(Job(0, 13)))).Status);
            await owner.CommitAsync(Insert(Job(0, 100 + i)));
        }

        Assert.Equal(50, owner.Head.Seq);
    }

    [Fact]
    public async Task Commit_DiskFull_IsRejectedReadsGoOnAndItRecovers()
    {
        await using var store = await OpenAsync();
        var owner = await PartitionOwner.AcquireAsync(store);
        await owner.CommitAsync(Insert(Job(0, 1)));
        await ExecuteAsync(store, "PRAGMA max_page_count = 1");
        var big = Job(0, 2).WithPayload(Json(300_000));
        var full = await owner.TryCommitAsync(Insert(big));
        Assert.Equal((CommitStatus.Rejected, RejectReason.DiskFull), (full.Status, full.Reason));
        Assert.NotNull(await store.GetJobAsync(Id(0, 1), None));
        Assert.Null(await store.GetJobAsync(Id(0, 2), None));
        await ExecuteAsync(store, "PRAGMA max_page_count = 1000000");
        await owner.CommitAsync(Insert(big));
        AssertSame(big, (await store.GetJobAsync(big.JobId, None))?.Job);
    }

    [Theory]
    [InlineData(raw.SQLITE_FULL, RejectReason.DiskFull)]
    [InlineData(raw.SQLITE_BUSY, RejectReason.Unavailable)]
    public async Task Commit_FailsBeforeItsLastFrame_IsRejectedAndCheckSaysSo(int code, RejectReason reason)
    {
        await using var store = await OpenAsync();
        var owner = await PartitionOwner.AcquireAsync(store);
        _commit = _ => code;
        var result = await owner.TryCommitAsync(Insert(Job(0, 1)));
        Assert.Equal((CommitStatus.Rejected, reason), (result.Status, result.Reason));
        Assert.False(string.IsNullOrEmpty(await store.CheckAsync(None)));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AcquireTermAsync(0, "n2", null, None));
        _commit = null;
        Assert.Null(await store.CheckAsync(None));
        await owner.CommitAsync(Insert(Job(0, 1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_IoErrorInCommit_IsUnknownAndTheSeqTells(bool applied)
    {
        await using var store = await OpenAsync();
        var owners = await OwnAllAsync(store);
        using (var hold = Hold(store))
        {
            var answers = owners.Select((owner, partition) => owner.TryCommitAsync(Insert(Job(partition, 1)))).ToList();
            var commits = 0;
            _commit = commit => ++commits == 2 ? Break(commit, applied) : commit();
            hold.Release();
            Assert.All(await Task.WhenAll(answers), result => Assert.Equal(CommitStatus.Unknown, result.Status));
        }

        for (var partition = 0; partition < Partitions; partition++)
        {
            var again = await store.AcquireTermAsync(partition, "n1", owners[partition].Head.Term, None);
            Assert.True(again.Acquired);
            Assert.Equal(applied ? 1 : 0, again.Head.Seq);
            Assert.Equal(applied, await store.GetJobAsync(Id(partition, 1), None) is not null);
            await new PartitionOwner(store, again.Head).CommitAsync(Insert(Job(partition, 2)));
        }
    }

    [Fact]
    public async Task Commit_CallerStopsWaiting_IsUnknownAndAppliedLater()
    {
        await using var store = await OpenAsync();
        var owner = await PartitionOwner.AcquireAsync(store);
        using var cancel = new CancellationTokenSource();
        using var hold = Hold(store);
        var commit = store.CommitAsync(owner.Batch(Insert(Job(0, 1))), cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(CommitStatus.Unknown, (await commit).Status);
        hold.Release();
        Assert.Equal(1, (await store.AcquireTermAsync(0, "n1", 1, None)).Head.Seq);
    }

    [Fact]
    public async Task Calls_WriterIsBusy_DoNotBlockTheirThreadAndReadsGoOn()
    {
        await using var store = await OpenAsync();
        var owner = await PartitionOwner.AcquireAsync(store);
        await owner.CommitAsync(Insert(Job(0, 1)));
        using var hold = Hold(store);
        var commit = owner.TryCommitAsync(Insert(Job(0, 2)));
        var check = store.CheckAsync(None);
        Assert.NotNull(await store.GetJobAsync(Id(0, 1), None));
        Assert.Single((await store.ReadEntriesAsync(0, LineId.Due, Position.Start, long.MaxValue, 9, None)).Entries);
        Assert.False(commit.IsCompleted || check.IsCompleted);
        hold.Release();
        Assert.Equal(CommitResult.Applied, await commit);
        Assert.Null(await check);
        Assert.DoesNotContain("sqlite", Thread.CurrentThread.Name ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_CommitsAreQueued_FinishesThem()
    {
        var store = await OpenAsync();
        var owners = await OwnAllAsync(store);
        using var hold = Hold(store);
        var answers = owners.Select((owner, partition) => owner.TryCommitAsync(Insert(Job(partition, 1)))).ToList();
        var closing = store.DisposeAsync();
        hold.Release();
        await closing;
        Assert.All(await Task.WhenAll(answers), result => Assert.Equal(CommitResult.Applied, result));
        await using var again = await OpenAsync();
        Assert.Equal(Partitions, (await again.ListJobsAsync(new(), T0, None)).Items.Count);
    }

    [Fact]
    public async Task Log_UnderLoad_IsCheckpointedAndUsedAgain()
    {
        await using var store = await OpenAsync();
        var owner = await PartitionOwner.AcquireAsync(store);
        for (var i = 1; i <= 100; i++)
            await owner.CommitAsync(Insert(Job(0, i).WithPayload(Json(250_000))));
        var log = new FileInfo(_folder.File + "-wal");
        Assert.InRange(log.Length, 1, 16 * 1024 * 1024);
        Assert.True(new FileInfo(_folder.File).Length > 15_000_000);
    }

    private static int Break(Func<int> commit, bool applied)
    {
        if (applied)
            Assert.Equal(raw.SQLITE_OK, commit());
        return raw.SQLITE_IOERR | (4 << 8);
    }

    private async Task<SqliteStore> OpenAsync(int partitions = Partitions)
    {
        var store = new SqliteStore(_folder.File, new() { Commit = commit => _commit is { } fault ? fault(commit) : commit() });
        await store.OpenAsync(partitions, None);
        return store;
    }

    private static async Task<PartitionOwner[]> OwnAllAsync(SqliteStore store) =>
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => PartitionOwner.AcquireAsync(store, partition)));

    private static Task ExecuteAsync(SqliteStore store, string sql)
    {
        var work = new WriteWork<bool>(rows =>
        {
            rows.Connection.Execute(sql);
            return true;
        });
        Assert.True(store.Writer.TryAdd(work));
        return work.Answer;
    }

    private static WriterHold Hold(SqliteStore store) => new(store.Writer);

    /// <summary>Keeps the writer inside a transaction until it is released, so that what is queued meanwhile becomes one group.</summary>
    private sealed class WriterHold : IDisposable
    {
        private readonly ManualResetEventSlim _held = new();
        private readonly ManualResetEventSlim _released = new();

        public WriterHold(StoreWriter writer)
        {
            Assert.True(writer.TryAdd(new WriteWork<bool>(_ =>
            {
                _held.Set();
                return _released.Wait(TimeSpan.FromSeconds(30));
            })));
            Assert.True(_held.Wait(TimeSpan.FromSeconds(30)), "the writer does not take its work");
        }

        public void Release() => _released.Set();

        public void Dispose() => _released.Set();
    }
}
