using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>The contract, with rows that stay when their state is cleared.</summary>
public sealed class GrainStorageKeepsRowTests(CassandraKeyspace keyspace) : GrainStorageContract(keyspace)
{
    protected override bool DeleteStateOnClear => false;

    [CassandraFact]
    public async Task Write_NullETagAfterAClear_IsRefused()
    {
        var (storage, grain) = (await StorageAsync(), NewGrain());
        var state = await WrittenAsync(storage, grain, "first");
        await storage.ClearStateAsync("ledger", grain, state);
        Assert.NotNull(state.ETag);
        Assert.Equal(state.ETag, (await RefusedAsync(() => WrittenAsync(storage, grain, "second"))).StoredEtag);
    }
}
