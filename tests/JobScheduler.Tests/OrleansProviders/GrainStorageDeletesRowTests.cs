using Cassandra;
using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>The contract, with rows that are deleted when their state is cleared.</summary>
public sealed class GrainStorageDeletesRowTests(CassandraKeyspace keyspace) : GrainStorageContract(keyspace)
{
    protected override bool DeleteStateOnClear => true;

    [CassandraFact]
    public async Task Clear_Record_LeavesNoRow()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        await storage.ClearStateAsync("ledger", grain, state);
        Assert.Null(state.ETag);

        var session = await Keyspace.SessionAsync();
        var rows = await session.ExecuteAsync(new SimpleStatement(
            $"SELECT etag FROM {Keyspace.Name}.grain_state WHERE service_id = 'service' AND state_name = 'ledger' AND grain_type = 'account' "
            + "AND grain_key = ?",
            grain.Key.ToString()));
        Assert.Empty(rows);
    }

    [CassandraFact]
    public async Task Write_NullETagAfterAClear_BeginsAnew()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        await storage.ClearStateAsync("ledger", grain, state);
        await WrittenAsync(storage, grain, "second");
        Assert.Equal("second", (await ReadAsync(storage, grain)).State!.Owner);
    }

    [CassandraFact]
    public async Task Clear_RecordThatAnotherDeleted_IsRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        var other = Copy(state, "other");
        await storage.ClearStateAsync("ledger", grain, state);
        Assert.Null((await RefusedAsync(() => storage.ClearStateAsync("ledger", grain, other))).StoredEtag);
    }
}
