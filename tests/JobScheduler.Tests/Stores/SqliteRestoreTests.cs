using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Stores.Sqlite.Backups;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;
using static JobScheduler.Tests.Stores.SampleSchedules;

namespace JobScheduler.Tests.Stores;

/// <summary>A backup in the place of a store.</summary>
public sealed class SqliteRestoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly StoreFolder _folder = new();

    private static CancellationToken None => CancellationToken.None;

    private string Backup => Path.Combine(_folder.Path, "copy.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OwnerOfBefore_CannotWriteAndNumbersDoNotComeAgain()
    {
        var job = Job(0, 1) with { State = StoredState.Claimed, Line = null, At = default, Attempt = 1, Token = 41, Newest = new(1, 41, "n1", T0) };
        PartitionHead owner = null!;
        await RunAsync(async store =>
        {
            var head = (await store.Log.AcquireTermAsync(0, "old", null, None)).Head;
            owner = head with { Seq = head.Seq + 1, NextSequence = 2, NextToken = 42, NextEntry = 7 };
            var batch = new CommitBatch(head.Term, head.Seq, owner, [.. Insert(job), new SetCounter(new(StoredState.Claimed, "default", "echo", 1))]);
            Assert.Equal(CommitResult.Applied, await store.Log.CommitAsync(batch, None));
            await store.Admin.BackupAsync(Backup, null, None);

            // After the backup: more terms, and tokens that are lost with it.
            owner = (await store.Log.AcquireTermAsync(0, "old", null, None)).Head;
            var later = owner with { Seq = owner.Seq + 1, NextToken = 900 };
            Assert.Equal(CommitResult.Applied, await store.Log.CommitAsync(new CommitBatch(owner.Term, owner.Seq, later, [new PutQueue(new("q", true, null, null, 1, 1))]), None));
            owner = later;
        });

        var restored = StoreRestore.Run(Backup, _folder.File, replace: true, Now);
        Assert.Equal(1, restored.Jobs[StoredState.Claimed]);
        await RunAsync(async store =>
        {
            var stale = new CommitBatch(owner.Term, owner.Seq, owner with { Seq = owner.Seq + 1 }, [new DeleteRunning(41)]);
            Assert.Equal(CommitResult.Fenced, await store.Log.CommitAsync(stale, None));
            Assert.False((await store.Log.AcquireTermAsync(0, "old", owner.Term, None)).Acquired);
            var head = (await store.Log.AcquireTermAsync(0, "new", null, None)).Head;
            Assert.True(head.Term > owner.Term + 1_000 && head.NextToken > 900 + 1_000_000 && head.NextSequence > 1_000_000 && head.NextEntry > 1_000_000);
            Assert.True(head.NextToken < 1L << 53);
            Assert.Equal(41, Assert.Single(await store.Log.ReadRunningAsync(0, None)).Running.Token);
            AssertSame(job, (await store.Queries.GetJobAsync(job.JobId, None))?.Job);
            Assert.Empty(await store.Queries.ListQueuesAsync(None));
        });
        Assert.True(StoreVerifier.Check(_folder.File).IsSound);
    }

    [Fact]
    public async Task Run_StoreExists_NeedsForceAndKeepsItAside()
    {
        await RunAsync(async store =>
        {
            await store.Admin.BackupAsync(Backup, null, None);
            await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(new PutQueue(new("later", true, null, null, 1, 1)));
        });
        var before = await File.ReadAllBytesAsync(_folder.File);
        Assert.Contains("--force", Assert.Throws<StoreBackupException>(() => StoreRestore.Run(Backup, _folder.File, replace: false, Now)).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File));

        var aside = StoreRestore.Run(Backup, _folder.File, replace: true, Now).KeptAside;
        Assert.Equal(_folder.File + ".replaced-20261201T100000000Z", aside);
        Assert.Equal(before, await File.ReadAllBytesAsync(aside!));
        Assert.False(File.Exists(_folder.File + ".restoring"));
        await RunAsync(async store => Assert.Empty(await store.Queries.ListQueuesAsync(None)));
    }

    [Fact]
    public async Task Run_StoreWithALog_KeepsTheLogAside()
    {
        await RunAsync(store => store.Admin.BackupAsync(Backup, null, None));
        var crashed = Path.Combine(_folder.Path, "crashed.db");
        await RunAsync(async store =>
        {
            await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(new PutQueue(new("only in the log", true, null, null, 1, 1)));
            foreach (var part in new[] { "", "-wal" })
                File.Copy(_folder.File + part, crashed + part);
        });
        var aside = StoreRestore.Run(Backup, crashed, replace: true, Now).KeptAside!;
        Assert.False(File.Exists(crashed + "-wal"));
        await using var old = new SqliteStore(aside);
        await old.OpenAsync(Partitions, None);
        Assert.Single(await old.ListQueuesAsync(None));
    }

    [Fact]
    public async Task Run_StoreInUse_IsRefused()
    {
        await RunAsync(async store =>
        {
            await store.Admin.BackupAsync(Backup, null, None);
            Assert.Contains("in use", Assert.Throws<StoreOpenException>(() => StoreRestore.Run(Backup, _folder.File, replace: true, Now)).Message, StringComparison.Ordinal);
            await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(new PutQueue(new("q", true, null, null, 1, 1)));
        });
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.replaced*"));
    }

    [Fact]
    public async Task Run_NothingThere_MakesTheStoreAndItsFolder()
    {
        await RunAsync(store => store.Admin.BackupAsync(Backup, null, None));
        var place = Path.Combine(_folder.Path, "new", "jobs.db");
        var restored = StoreRestore.Run(Backup, place, replace: false, Now);
        Assert.Equal((place, null), (restored.File, restored.KeptAside));
        await using var store = new SqliteStore(place);
        Assert.False((await store.OpenAsync(Partitions, None)).Created);
    }

    [Fact]
    public async Task Run_BackupIsNotSound_ChangesNothing()
    {
        await RunAsync(store => store.Admin.BackupAsync(Backup, null, None));
        var before = await File.ReadAllBytesAsync(_folder.File);
        using (var file = new FileStream(Backup, FileMode.Open))
            file.SetLength(file.Length - 4_096);
        Assert.Contains("truncated", Assert.Throws<StoreBackupException>(() => StoreRestore.Run(Backup, _folder.File, replace: true, Now)).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File));
    }

    [Fact]
    public async Task Run_Schedules_GetVersionsNobodyHasSeen()
    {
        await RunAsync(async store =>
        {
            var owner = await PartitionOwner.AcquireAsync(store.Log);
            await owner.CommitAsync(new PutSchedule(FullSchedule() with { Active = 0, Version = 3 }));
            await store.Admin.BackupAsync(Backup, null, None);
        });
        StoreRestore.Run(Backup, _folder.File, replace: true, Now);
        await RunAsync(async store => SampleSchedules.AssertSame(
            FullSchedule() with { Active = 0, Version = 3 + StoreRestore.VersionJump }, await store.Schedules.GetScheduleAsync(ScheduleId(), None)));
    }

    [Fact]
    public async Task Run_FreePages_AreGivenBack()
    {
        await RunAsync(async store =>
        {
            var owner = await PartitionOwner.AcquireAsync(store.Log);
            for (var i = 1; i <= 100; i++)
            {
                var job = Job(0, i).WithPayload(Json(100_000)) with { State = StoredState.Completed, Line = null, At = default };
                await owner.CommitAsync(new InsertJob(job));
                await owner.CommitAsync(new DeleteJob(job.JobId));
            }

            await store.Admin.BackupAsync(Backup, null, None);
        });
        StoreRestore.Run(Backup, _folder.File, replace: true, Now);
        Assert.True(new FileInfo(_folder.File).Length < new FileInfo(Backup).Length);
    }

    [Fact]
    public async Task Open_RestoreWasCutShort_IsRefused()
    {
        await RunAsync(store => store.Admin.BackupAsync(Backup, null, None));
        File.Move(_folder.File, _folder.File + ".replaced-x");
        File.Copy(Backup, _folder.File + ".restoring");
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => RunAsync(_ => Task.CompletedTask));
        Assert.Contains("restore", refused.Message, StringComparison.Ordinal);
        StoreRestore.Run(Backup, _folder.File, replace: false, Now);
        await RunAsync(_ => Task.CompletedTask);
    }

    private async Task RunAsync(Func<JobStore, Task> use)
    {
        var store = _folder.Store();
        await store.Admin.OpenAsync(Partitions, None);
        try
        {
            await use(store);
        }
        finally
        {
            await store.Admin.DisposeAsync();
        }
    }
}
