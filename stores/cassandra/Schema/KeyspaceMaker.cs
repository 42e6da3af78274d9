using System.Globalization;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Schema;

/// <summary>Makes a missing keyspace.</summary>
internal static class KeyspaceMaker
{
    private const string Find = "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?";
    private const string IsScylla = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'system' AND table_name = 'scylla_local'";
    private const string LocalDatacenter = "SELECT data_center FROM system.local";

    // Another process may be making it: the nodes know it a moment after its row in system_schema can be read.
    private const int MostTries = 50;
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A session in the keyspace, which is there.</summary>
    public static async Task<ISession> ConnectAsync(ICluster cluster, string keyspace, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await cluster.ConnectAsync(keyspace).ConfigureAwait(false);
            }
            catch (InvalidQueryException) when (tries < MostTries)
            {
                await Task.Delay(TryEvery, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sees that the keyspace exists.</summary>
    /// <exception cref="StoreOpenException">It does not, and may not be made.</exception>
    public static async Task EnsureAsync(SchemaSession session, CassandraStoreOptions options, CancellationToken cancellationToken)
    {
        if ((await RunAsync(new(Find, options.Keyspace)).ConfigureAwait(false)).Any())
            return;
        if (!options.Schema.CreateKeyspace)
            throw new StoreOpenException($"There is no keyspace {options.Keyspace}: create it, or set JobScheduler:Cassandra:Schema:CreateKeyspace.");
        var datacenter = options.Datacenter.Length > 0
            ? options.Datacenter
            : (await RunAsync(new(LocalDatacenter)).ConfigureAwait(false)).First().GetValue<string>(0);
        var scylla = (await RunAsync(new(IsScylla)).ConfigureAwait(false)).Any();
        await RunAsync(new(Statement(options, datacenter, scylla))).ConfigureAwait(false);

        Task<RowSet> RunAsync(SimpleStatement statement) => session.RunAsync(statement, cancellationToken);
    }

    /// <summary>On ScyllaDB without tablets, which conditional batches are not made for.</summary>
    public static string Statement(CassandraStoreOptions options, string datacenter, bool scylla) => string.Create(
        CultureInfo.InvariantCulture,
        $"CREATE KEYSPACE IF NOT EXISTS {options.Keyspace} WITH replication = {{'class': 'NetworkTopologyStrategy', '{datacenter.Replace("'", "''", StringComparison.Ordinal)}': {options.Schema.ReplicationFactor}}}{(scylla ? " AND tablets = {'enabled': false}" : "")}");
}
