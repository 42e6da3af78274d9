using JobScheduler.Hosting.Backups;
using JobScheduler.Stores.Sqlite.Backups;
using JobScheduler.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Semantics;

/// <summary>Backups as a caller of a running scheduler has them.</summary>
public sealed class BackupSemanticsTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private string Backups => Path.Combine(_folder.Path, "backups");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_JobsAreThere_MakesASoundFileThatStarts()
    {
        string done, waiting;
        BackupSnapshot backup;
        await using (var host = await StartAsync())
        {
            done = await host.SubmitAsync(new JobSubmission { JobType = "echo" });
            await host.WaitAsync(done);
            waiting = await host.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromHours(1), IdempotencyKey = "k" });
            var begun = await host.Client.StartBackupAsync();
            Assert.Equal((BackupState.Running, null, null), (begun.State, begun.File, begun.FinishedAt));
            backup = await EndedAsync(host, begun.Id);
            Assert.Equal(backup, Assert.Single((await host.Client.ListBackupsAsync()).Items));
            Assert.Null(await host.Client.GetBackupAsync("../jobs"));
            Assert.Null(await host.Client.GetBackupAsync("20261201T100000000Z-0000"));
        }

        Assert.Equal((BackupState.Completed, null, backup.Bytes), (backup.State, backup.Error, backup.TotalBytes));
        Assert.Equal(Path.Combine(Backups, $"backup-{backup.Id}.db"), backup.File);
        Assert.True(StoreVerifier.Check(backup.File!).IsSound);
        StoreRestore.Run(backup.File!, _folder.File, replace: true, DateTimeOffset.UnixEpoch);
        await using var again = await StartAsync();
        Assert.Equal(JobState.Completed, (await again.Client.GetAsync(done))?.State);
        Assert.False((await again.Client.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromHours(1), IdempotencyKey = "k" })).Created);
        Assert.Equal(JobState.Completed, (await again.WaitAsync((await again.Client.RunNowAsync(waiting)).JobId)).State);
        Assert.True((await again.Client.GetAsync(waiting))!.FencingToken > StoreRestore.NumberJump);
        Assert.Equal(backup.Id, Assert.Single((await again.Client.ListBackupsAsync()).Items).Id);
    }

    [Fact]
    public async Task Start_OneRuns_IsRefusedAndTheNextIsNot()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 40; i++)
            await host.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromHours(1), Payload = Sample.Json(200_000) });
        var first = await host.Client.StartBackupAsync();
        var refused = await Assert.ThrowsAsync<BackupRunningException>(() => host.Client.StartBackupAsync());
        Assert.Contains(first.Id, refused.Message, StringComparison.Ordinal);
        await EndedAsync(host, first.Id);
        Assert.NotEqual(first.Id, (await host.Client.StartBackupAsync()).Id);
    }

    [Fact]
    public async Task Start_MoreThanKept_DeletesTheOldestOfOursOnly()
    {
        Directory.CreateDirectory(Backups);
        string[] foreign = ["mine.db", "backup-mine.db", "backup-20200101T000000000Z-000g.db", "backup-20200101T000000000Z-0000.db.old"];
        foreach (var name in foreign)
            await File.WriteAllTextAsync(Path.Combine(Backups, name), "mine");
        await File.WriteAllTextAsync(Path.Combine(Backups, "backup-20200101T000000000Z-0000.db"), "an old one");
        await File.WriteAllTextAsync(Path.Combine(Backups, "backup-20200101T000000000Z-0001.db.partial"), "cut short");
        await using var host = await StartAsync(keep: 2);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await host.Client.StartBackupAsync()).Id);
            await EndedAsync(host, ids[^1]);
        }

        Assert.Equal(
            foreign.Concat(ids.Skip(1).Select(id => $"backup-{id}.db")).Order(StringComparer.Ordinal),
            Directory.GetFiles(Backups).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        var page = await host.Client.ListBackupsAsync(limit: 1);
        Assert.Equal(ids[2], Assert.Single(page.Items).Id);
        Assert.Equal(ids[1], Assert.Single((await host.Client.ListBackupsAsync(1, page.NextCursor)).Items).Id);
        await Assert.ThrowsAsync<MalformedRequestException>(() => host.Client.ListBackupsAsync(1, "odd"));
    }

    [Fact]
    public async Task Start_InMemoryStore_FailsAndSaysWhy()
    {
        await using var host = await SemanticsHost.StartAsync();
        var backup = await EndedAsync(host, (await host.Client.StartBackupAsync()).Id);
        Assert.Equal((BackupState.Failed, null), (backup.State, backup.File));
        Assert.Contains("in-memory", backup.Error, StringComparison.Ordinal);
        Assert.Equal(backup.Id, Assert.Single((await host.Client.ListBackupsAsync()).Items).Id);
    }

    [Fact]
    public async Task Start_FolderCannotBeMade_FailsAndTheNextIsTried()
    {
        await File.WriteAllTextAsync(Backups, "a file where the folder should be");
        await using var host = await StartAsync();
        var backup = await EndedAsync(host, (await host.Client.StartBackupAsync()).Id);
        Assert.Equal(BackupState.Failed, backup.State);
        File.Delete(Backups);
        Assert.Equal(BackupState.Completed, (await EndedAsync(host, (await host.Client.StartBackupAsync()).Id)).State);
        Assert.Equal(2, (await host.Client.ListBackupsAsync()).Items.Count);
    }

    private async Task<SemanticsHost> StartAsync(int keep = 7)
    {
        var host = SemanticsHost.Build(
            scheduler =>
            {
                scheduler.UseSqlite(_folder.File);
                scheduler.Services.Configure<JobSchedulerBackupOptions>(o => o.Keep = keep);
            },
            noStore: true);
        await host.StartAsync();
        return host;
    }

    private static async Task<BackupSnapshot> EndedAsync(SemanticsHost host, string id)
    {
        await host.Services.GetRequiredService<BackupRunner>().Ended.WaitAsync(SemanticsHost.Patience);
        return (await host.Client.GetBackupAsync(id))!;
    }
}
