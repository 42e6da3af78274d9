using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

[NeedsCassandra]
public sealed class CassandraStoreConformance(CassandraKeyspace keyspace) : StoreConformance, IClassFixture<CassandraKeyspace>
{
    protected override JobStore CreateStore() => CassandraStores.Roles(CassandraStores.Store(keyspace.Name));

    protected override Task EmptyAsync() => keyspace.EmptyAsync();
}
