using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Stores.Sqlite.Backups;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>Copies of a store that goes on working, and what becomes of those that fail.</summary>
public sealed class SqliteBackupTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly StoreFolder _folder = new();
    private JobStore _store = null!;

    private static CancellationToken None => CancellationToken.None;

    private string Target => Path.Combine(_folder.Path, "backups", "copy.db");

    public async Task InitializeAsync() => await OpenAsync();

    public async Task DisposeAsync() => await _store.Admin.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_WhileCommitsGoOn_HasAllThatWasAnsweredBeforeAndIsOneMoment()
    {
        var writers = Enumerable.Range(0, Partitions).Select(partition => new Writer(_store.Log, partition)).ToArray();
        foreach (var writer in writers)
            await writer.WriteAsync(40);
        using var stop = new CancellationTokenSource();
        var before = writers.Select(writer => writer.Written).ToArray();
        var writing = writers.Select(writer => writer.WriteUntilAsync(stop.Token)).ToArray();

        var backup = await _store.Admin.BackupAsync(Target, null, None).WaitAsync(Patience);
        await stop.CancelAsync();
        await Task.WhenAll(writing).WaitAsync(Patience);

        Assert.Equal((Target, new FileInfo(Target).Length), (backup.File, backup.Bytes));
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
        var report = StoreVerifier.Check(Target);
        Assert.Equal([], report.Problems);
        await using var copy = new SqliteStore(Target);
        await copy.OpenAsync(Partitions, None);
        for (var partition = 0; partition < Partitions; partition++)
        {
            // Whole commits in their order, and at least all of before.
            var seq = (await copy.AcquireTermAsync(partition, "n2", null, None)).Head.Seq;
            var jobs = (await copy.ListJobsAsync(new() { Limit = 100_000 }, T0, None)).Items
                .Count(job => JobIds.TryGetPartition(job.JobId, Partitions, out var at) && at == partition);
            Assert.Equal(seq, jobs);
            Assert.InRange(jobs, before[partition], writers[partition].Written);
        }
    }

    [Fact]
    public async Task Backup_Progress_RisesToTheWhole()
    {
        await new Writer(_store.Log, 0).WriteAsync(200, payload: 8_000);
        var seen = new List<BackupProgress>();
        var backup = await _store.Admin.BackupAsync(Target, new Seen(seen), None).WaitAsync(Patience);
        Assert.NotEmpty(seen);
        Assert.Equal(seen.Select(each => each.Bytes).Order(), seen.Select(each => each.Bytes));
        Assert.Equal((backup.Bytes, backup.Bytes), (seen[^1].Bytes, seen[^1].TotalBytes));
    }

    [Fact]
    public async Task Backup_Cancelled_LeavesNothing()
    {
        await new Writer(_store.Log, 0).WriteAsync(400, payload: 8_000);
        using var stop = new CancellationTokenSource();
        var progress = new Called(stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.Admin.BackupAsync(Target, progress, stop.Token).WaitAsync(Patience));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task Backup_StoreCloses_EndsAndLeavesNothing()
    {
        await new Writer(_store.Log, 0).WriteAsync(400, payload: 8_000);
        var begun = new TaskCompletionSource();
        var backup = _store.Admin.BackupAsync(Target, new Called(() => begun.TrySetResult()), None);
        await begun.Task.WaitAsync(Patience);
        await _store.Admin.DisposeAsync();
        await Assert.ThrowsAsync<StoreBackupException>(() => backup.WaitAsync(Patience));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
        await Assert.ThrowsAsync<StoreBackupException>(() => _store.Admin.BackupAsync(Target, null, None));
        await OpenAsync();
    }

    [Fact]
    public async Task Backup_TargetDiskFull_SaysSoAndLeavesNothing()
    {
        await ReopenAsync(new SqliteStoreHooks { BackupTarget = target => target.Execute("PRAGMA max_page_count = 30") });
        await new Writer(_store.Log, 0).WriteAsync(100, payload: 8_000);
        var failure = await Assert.ThrowsAsync<StoreBackupException>(() => _store.Admin.BackupAsync(Target, null, None).WaitAsync(Patience));
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
        await new Writer(_store.Log, 1).WriteAsync(1);
    }

    [Fact]
    public async Task Backup_CopyIsDamaged_IsNotTakenForWhole()
    {
        await ReopenAsync(new SqliteStoreHooks { BackupCopied = Damage });
        await new Writer(_store.Log, 0).WriteAsync(100);
        var failure = await Assert.ThrowsAsync<StoreBackupException>(() => _store.Admin.BackupAsync(Target, null, None).WaitAsync(Patience));
        Assert.Contains("not sound", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task Backup_TargetExists_IsRefusedAndStays()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllTextAsync(Target, "mine");
        await Assert.ThrowsAsync<StoreBackupException>(() => _store.Admin.BackupAsync(Target, null, None));
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
    }

    [Fact]
    public async Task Backup_RestOfAKilledOne_IsReplaced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllTextAsync(Target + ".partial", "half");
        await _store.Admin.BackupAsync(Target, null, None).WaitAsync(Patience);
        Assert.Equal([Target], Directory.GetFiles(Path.GetDirectoryName(Target)!));
        Assert.True(StoreVerifier.Check(Target).IsSound);
    }

    [Fact]
    public async Task Copy_OfAStoreOpenElsewhere_HasItsLog()
    {
        await new Writer(_store.Log, 0).WriteAsync(7);
        StoreCopy.Write(_folder.File, Target);
        Assert.Equal(7, StoreVerifier.Check(Target).Jobs[StoredState.Waiting]);
    }

    [Fact]
    public async Task Copy_OfAClosedStore_IsWholeAndLeavesTheStoreAsItWas()
    {
        await new Writer(_store.Log, 0).WriteAsync(7);
        await _store.Admin.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(_folder.File);
        StoreCopy.Write(_folder.File, Target);
        Assert.Equal(7, StoreVerifier.Check(Target).Jobs[StoredState.Waiting]);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.File));
        await OpenAsync();
    }

    [Fact]
    public void Copy_NoStore_IsRefused()
    {
        var foreign = Path.Combine(_folder.Path, "foreign.db");
        File.WriteAllText(foreign, "some text");
        Assert.Contains("no store", Assert.Throws<StoreBackupException>(() => StoreCopy.Write(foreign + "x", Target)).Message, StringComparison.Ordinal);
        Assert.Contains("not a SQLite", Assert.Throws<StoreBackupException>(() => StoreCopy.Write(foreign, Target)).Message, StringComparison.Ordinal);
    }

    private static void Damage(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = file.Length / 2;
        file.Write(new byte[8_192]);
    }

    private async Task ReopenAsync(SqliteStoreHooks hooks)
    {
        await _store.Admin.DisposeAsync();
        await OpenAsync(hooks);
    }

    private async Task OpenAsync(SqliteStoreHooks? hooks = null)
    {
        _store = _folder.Store(hooks);
        await _store.Admin.OpenAsync(Partitions, None);
    }

    /// <summary>One job per commit: the partition's seq is the number of its jobs.</summary>
    private sealed class Writer(IPartitionLog log, int partition)
    {
        private PartitionOwner? _owner;

        public int Written { get; private set; }

        public async Task WriteAsync(int jobs, int payload = 2)
        {
            _owner ??= await PartitionOwner.AcquireAsync(log, partition);
            for (var i = 0; i < jobs; i++)
            {
                var job = Job(partition, Written + 1).WithPayload(Json(payload));
                var head = _owner.Head with { Seq = _owner.Head.Seq + 1, NextSequence = job.Sequence + 1, NextEntry = job.Sequence + 1 };
                var batch = new CommitBatch(_owner.Head.Term, _owner.Head.Seq, head, [.. Insert(job), new SetCounter(new(StoredState.Waiting, "default", "echo", Written + 1))]);
                Assert.Equal(CommitResult.Applied, await log.CommitAsync(batch, None));
                _owner = new PartitionOwner(log, head);
                Written++;
            }
        }

        public async Task WriteUntilAsync(CancellationToken stop)
        {
            do
                await WriteAsync(1);
            while (!stop.IsCancellationRequested);
        }
    }

    private sealed class Seen(List<BackupProgress> seen) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => seen.Add(value);
    }

    private sealed class Called(Action call) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => call();
    }
}
