using JobScheduler.FaultTest.Vfs;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Tests.Stores;
using Xunit;

namespace JobScheduler.Tests.Faults;

/// <summary>What a page that was read badly once does to the writer.</summary>
public sealed class MisreadTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_EndsEarlyOnce_FailsOneCommitAndNoneAfterIt()
    {
        using var disk = new FaultDisk(_folder.Path);
        await using (var before = new SqliteStore(_folder.File, disk.Hooks))
        {
            await before.OpenAsync(Sample.Partitions, default);
            var first = await PartitionOwner.AcquireAsync(before);
            await first.CommitAllAsync(Enumerable.Range(1, 500).Select(number => new InsertJob(Sample.Job(0, number))));
        }

        await using var store = new SqliteStore(_folder.File, disk.Hooks);
        await store.OpenAsync(Sample.Partitions, default);
        var owner = await PartitionOwner.AcquireAsync(store);
        disk.Rule = call => call is { Kind: DiskOperation.Read, IsLog: false } ? DiskFault.Short : DiskFault.None;
        var spoiled = await owner.TryCommitAsync(new InsertJob(Sample.Job(0, 501)));
        disk.Rule = static _ => DiskFault.None;
        Assert.Equal((CommitStatus.Rejected, RejectReason.Unavailable), (spoiled.Status, spoiled.Reason));
        await owner.CommitAsync(new InsertJob(Sample.Job(0, 501)));
    }
}
