using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

public abstract partial class GrainStorageContract
{
    [CassandraFact]
    public async Task Clear_Record_ForgetsTheStateAndChangesTheETag()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        var before = state.ETag;
        await storage.ClearStateAsync(StateName, grain, state);
        Assert.NotEqual(before, state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal(new Ledger(), state.State);

        var read = await ReadAsync(storage, grain);
        Assert.Equal(new Ledger(), read.State);
        Assert.False(read.RecordExists);
        Assert.Equal(state.ETag, read.ETag);
    }

    [CassandraFact]
    public async Task Clear_NothingStored_GivesANewState()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = new GrainState<Ledger>(new Ledger { Owner = "stale" }) { RecordExists = true };
        await storage.ClearStateAsync(StateName, grain, state);
        Assert.Equal(new Ledger(), state.State);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
    }

    [CassandraFact]
    public async Task Clear_Again_Succeeds()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        for (var i = 0; i < 3; i++)
        {
            await storage.ClearStateAsync(StateName, grain, state);
            Assert.NotNull(state.State);
            Assert.False(state.RecordExists);
        }
    }

    [CassandraFact]
    public async Task Clear_StaleETag_IsRefusedAndKeepsTheState()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        var stale = Copy(state, "stale");
        await storage.WriteStateAsync(StateName, grain, state);

        var refusal = await RefusedAsync(() => storage.ClearStateAsync(StateName, grain, stale));
        Assert.Equal(state.ETag, refusal.StoredEtag);
        Assert.Equal("stale", stale.State!.Owner);
        var read = await ReadAsync(storage, grain);
        Assert.Equal("first", read.State!.Owner);
        Assert.Equal(state.ETag, read.ETag);
    }

    [CassandraFact]
    public async Task Clear_NullETagOverARecord_IsRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        var refusal = await RefusedAsync(() => storage.ClearStateAsync(StateName, grain, new GrainState<Ledger>()));
        Assert.Equal(state.ETag, refusal.StoredEtag);
        Assert.True((await ReadAsync(storage, grain)).RecordExists);
    }

    [CassandraFact]
    public async Task Clear_WhileAnotherWrites_LetsOneThrough()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        for (var round = 0; round < 10; round++)
        {
            var state = await ReadAsync(storage, grain);
            await storage.WriteStateAsync(StateName, grain, state);
            var (cleared, written) = (Copy(state, "cleared"), Copy(state, "written"));
            var refused = await RefusalsAsync(
                () => storage.ClearStateAsync(StateName, grain, cleared), () => storage.WriteStateAsync(StateName, grain, written));
            Assert.Equal(1, refused);
            Assert.Equal(written.ETag != state.ETag, (await ReadAsync(storage, grain)).RecordExists);
        }
    }

    [CassandraFact]
    public async Task Write_AfterAClear_BeginsAnew()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        await storage.ClearStateAsync(StateName, grain, state);
        var cleared = state.ETag;
        state.State = new Ledger { Owner = "second" };
        await storage.WriteStateAsync(StateName, grain, state);
        Assert.NotEqual(cleared, state.ETag);
        Assert.True(state.RecordExists);

        var read = await ReadAsync(storage, grain);
        Assert.Equal("second", read.State!.Owner);
        Assert.Equal(state.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [CassandraFact]
    public async Task Write_ETagFromBeforeAClear_IsRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        var stale = Copy(state, "stale");
        await storage.ClearStateAsync(StateName, grain, state);
        await RefusedAsync(() => storage.WriteStateAsync(StateName, grain, stale));
        Assert.False((await ReadAsync(storage, grain)).RecordExists);
    }
}
