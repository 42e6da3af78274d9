using System.Globalization;
using System.Runtime.CompilerServices;
using Cassandra;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Tests.Cassandra;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>Stores in the Cassandra of the tests, each test class in a keyspace of its own.</summary>
internal static class CassandraStores
{
    private static int _keyspaces;

    /// <summary>A keyspace name that no other test has.</summary>
    public static string NewKeyspace() => string.Create(
        CultureInfo.InvariantCulture, $"js_{Environment.ProcessId}_{Interlocked.Increment(ref _keyspaces)}");

    public static CassandraStoreOptions Options(string keyspace)
    {
        var options = new CassandraStoreOptions
        {
            Keyspace = keyspace,
            Port = CassandraServer.Port,
            RequestTimeout = TimeSpan.FromSeconds(20),
        };
        options.ContactPoints.Add(CassandraServer.Host);
        options.Schema.ReplicationFactor = 1;
        return options;
    }

    public static CassandraStore Store(string keyspace, CassandraStoreHooks? hooks = null, RetentionRules? retention = null, TimeProvider? clock = null) =>
        new(Options(keyspace), retention ?? RetentionRules.Forever, clock ?? TimeProvider.System, NullLogger.Instance, hooks ?? CassandraStoreHooks.None);

    public static JobStore Roles(CassandraStore store) => new(store, store, store, store);

    /// <summary>The text of a statement; of a batch those of its parts.</summary>
    public static string CqlOf(IStatement statement) => statement switch
    {
        BoundStatement bound => TextOf(bound.PreparedStatement),
        BatchStatement batch => string.Join(';', batch.Statements.Select(CqlOf)),
        _ => "",
    };

    /// <summary>A session without keyspace, for what the store has no call for.</summary>
    public static async Task<ISession> ConnectAsync()
    {
        var options = Options("none");
        return await global::Cassandra.Cluster.Builder().AddContactPoints(options.ContactPoints).WithPort(options.Port)
            .WithSocketOptions(new SocketOptions().SetReadTimeoutMillis(60_000)).Build().ConnectAsync();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Cql")]
    private static extern string TextOf(PreparedStatement statement);
}
