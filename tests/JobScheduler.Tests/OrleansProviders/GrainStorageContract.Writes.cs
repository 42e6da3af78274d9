using JobScheduler.Orleans.Cassandra;
using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

public abstract partial class GrainStorageContract
{
    [CassandraFact]
    public async Task Read_NothingStored_GivesANewStateWithoutETag()
    {
        var read = await ReadAsync(await StorageAsync(), NewGrain());
        Assert.Equal(new Ledger(), read.State);
        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
    }

    [CassandraFact]
    public async Task Read_AfterWrite_GivesStateAndETag()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = new GrainState<Ledger>(new Ledger { Owner = "Привет, мир", Balance = long.MinValue });
        await storage.WriteStateAsync(StateName, grain, state);
        Assert.True(state.RecordExists);

        var read = await ReadAsync(storage, grain);
        Assert.Equal(state.State, read.State);
        Assert.Equal(state.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [CassandraFact]
    public async Task Read_LargeState_ComesBackWhole()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var scan = new byte[4 * 1024 * 1024];
        for (var i = 0; i < scan.Length; i++)
            scan[i] = (byte)(i * 31 >> 3);
        await storage.WriteStateAsync(StateName, grain, new GrainState<Ledger>(new Ledger { Scan = scan }));
        Assert.Equal(scan, (await ReadAsync(storage, grain)).State!.Scan);
    }

    [CassandraFact]
    public async Task Read_StateOfNoBytes_IsARecord()
    {
        var storage = await Keyspace.StorageAsync(o => o.GrainStorageSerializer = new NoBytesSerializer());
        var grain = NewGrain();
        var written = await WrittenAsync(storage, grain, "nobody");
        var read = await ReadAsync(storage, grain);
        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal(new Ledger(), read.State);
    }

    [CassandraFact]
    public async Task Write_AgainAndAgain_GivesANewETagEachTime()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = new GrainState<Ledger>(new Ledger { Owner = "same" });
        var etags = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            await storage.WriteStateAsync(StateName, grain, state);
            etags.Add(state.ETag);
        }

        Assert.DoesNotContain(null, etags);
        Assert.Equal(etags.Count, etags.Distinct().Count());
    }

    [CassandraFact]
    public async Task Write_NullETagOverARecord_IsRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var first = await WrittenAsync(storage, grain, "first");
        var second = new GrainState<Ledger>(new Ledger { Owner = "second" });

        var refusal = await RefusedAsync(() => storage.WriteStateAsync(StateName, grain, second));
        Assert.Equal(first.ETag, refusal.StoredEtag);
        Assert.Null(refusal.CurrentEtag);
        Assert.Null(second.ETag);
        Assert.Equal("first", (await ReadAsync(storage, grain)).State!.Owner);
    }

    [CassandraFact]
    public async Task Write_StaleETag_IsRefusedAndChangesNothing()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        var stale = Copy(state, "stale");
        state.State = new Ledger { Owner = "latest" };
        await storage.WriteStateAsync(StateName, grain, state);

        var refusal = await RefusedAsync(() => storage.WriteStateAsync(StateName, grain, stale));
        Assert.Equal(state.ETag, refusal.StoredEtag);
        Assert.Equal(stale.ETag, refusal.CurrentEtag);
        var read = await ReadAsync(storage, grain);
        Assert.Equal("latest", read.State!.Owner);
        Assert.Equal(state.ETag, read.ETag);
    }

    [CassandraFact]
    public async Task Write_ETagOfNobody_IsRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        foreach (var etag in new[] { "", "17", "*", ETag.New() })
        {
            var state = new GrainState<Ledger>(new Ledger { Owner = "nobody" }, etag);
            Assert.Null((await RefusedAsync(() => storage.WriteStateAsync(StateName, grain, state))).StoredEtag);
        }

        Assert.False((await ReadAsync(storage, grain)).RecordExists);
    }

    [CassandraFact]
    public async Task Write_TooLarge_IsRefusedWithItsSize()
    {
        var storage = await Keyspace.StorageAsync(o => o.MaxStateBytes = 1024);
        var grain = NewGrain();
        var state = new GrainState<Ledger>(new Ledger { Scan = new byte[2048] });
        var refusal = await Assert.ThrowsAsync<CassandraProviderException>(() => storage.WriteStateAsync(StateName, grain, state));
        Assert.Contains("at most 1024", refusal.Message, StringComparison.Ordinal);
        Assert.False((await ReadAsync(storage, grain)).RecordExists);
    }

    [CassandraFact]
    public async Task Write_ByTwoWithOneETag_LetsOneThrough()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        for (var round = 0; round < 10; round++)
        {
            var read = await ReadAsync(storage, grain);
            var (a, b) = (Copy(read, "a"), Copy(read, "b"));
            var refused = await RefusalsAsync(
                () => storage.WriteStateAsync(StateName, grain, a), () => storage.WriteStateAsync(StateName, grain, b));
            Assert.Equal(1, refused);
            var winner = a.ETag != read.ETag ? a : b;
            var stored = await ReadAsync(storage, grain);
            Assert.Equal(winner.State, stored.State);
            Assert.Equal(winner.ETag, stored.ETag);
        }
    }

    [CassandraFact]
    public async Task Write_ManyGrainsAtOnce_KeepsEachApart()
    {
        var storage = await StorageAsync();
        var grains = Enumerable.Range(0, 60).Select(_ => NewGrain()).ToArray();
        await Parallel.ForEachAsync(grains, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (grain, _) =>
        {
            var state = await WrittenAsync(storage, grain, "0");
            for (var i = 1; i <= 5; i++)
            {
                var before = state.ETag;
                state.State = new Ledger { Owner = $"{grain}", Balance = i };
                await storage.WriteStateAsync(StateName, grain, state);
                Assert.NotEqual(before, state.ETag);
                Assert.Equal(state.State, (await ReadAsync(storage, grain)).State);
            }
        });
    }
}
