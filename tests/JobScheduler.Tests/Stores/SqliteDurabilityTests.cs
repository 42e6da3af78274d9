using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>What a kill or a power cut leaves: the file and its log as they are at some moment, copied while the store is open.</summary>
public sealed class SqliteDurabilityTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_AfterAnsweredCommits_LosesNone()
    {
        await using var store = new SqliteStore(_folder.File);
        await store.OpenAsync(Partitions, None);
        var owners = new PartitionOwner[Partitions];
        for (var partition = 0; partition < Partitions; partition++)
            owners[partition] = await PartitionOwner.AcquireAsync(store, partition);
        for (var round = 1; round <= 5; round++)
        {
            await Task.WhenAll(owners.Select((owner, partition) => owner.CommitAsync(Insert(FullJob(partition, round)))));
            await using var survivor = await ReviveAsync(round.ToString(System.Globalization.CultureInfo.InvariantCulture));
            foreach (var owner in owners)
            {
                for (var sequence = 1; sequence <= round; sequence++)
                    AssertSame(FullJob(owner.Head.Partition, sequence), (await survivor.GetJobAsync(Id(owner.Head.Partition, sequence), None))?.Job);
                Assert.Equal(owner.Head with { Term = 2 }, (await PartitionOwner.AcquireAsync(survivor, owner.Head.Partition)).Head);
            }
        }
    }

    [Fact]
    public async Task PowerCut_LogEndsAnywhere_EveryCommitIsThereAsAWholeOrNotAtAll()
    {
        await using var store = new SqliteStore(_folder.File);
        await store.OpenAsync(Partitions, None);
        var owner = await PartitionOwner.AcquireAsync(store);
        for (var i = 0; i < 20; i++)
            await owner.CommitAsync(Enumerable.Range(1, 7).SelectMany(j => Insert(Job(0, (i * 7) + j).WithPayload(Json(1_000)))));
        var length = new FileInfo(_folder.File + "-wal").Length;
        var seen = new HashSet<long>();
        for (var cut = 0; cut <= 16; cut++)
        {
            await using var survivor = await ReviveAsync("cut" + cut, (length * cut / 16) - (cut % 4 * 100));
            var seq = (await PartitionOwner.AcquireAsync(survivor)).Head.Seq;
            var jobs = await survivor.ReadEntriesAsync(0, LineId.Due, Position.Start, long.MaxValue, 1_000, None);
            Assert.Equal(seq * 7, jobs.Entries.Count);
            Assert.All(jobs.Entries, entry => Assert.NotNull(entry.Job));
            seen.Add(seq);
        }

        Assert.Contains(0, seen);
        Assert.Contains(20, seen);
        Assert.True(seen.Count > 8, "the log was cut at few places");
    }

    /// <summary>Opens a copy of file and log.</summary>
    private async Task<SqliteStore> ReviveAsync(string name, long? logLength = null)
    {
        var copy = Path.Combine(_folder.Path, name, "jobs.db");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        Copy(_folder.File, copy);
        Copy(_folder.File + "-wal", copy + "-wal");
        if (logLength is { } length)
        {
            using var log = new FileStream(copy + "-wal", FileMode.Open);
            log.SetLength(Math.Clamp(length, 0, log.Length));
        }

        var store = new SqliteStore(copy);
        Assert.False((await store.OpenAsync(Partitions, None)).Created);
        return store;
    }

    /// <summary>By the shell, not by this process: closing a file drops SQLite's POSIX locks on it.</summary>
    private static void Copy(string from, string to)
    {
        using var copy = System.Diagnostics.Process.Start("cp", [from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}
