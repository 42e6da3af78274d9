using Cassandra;
using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>A keyspace of a test class, dropped at its end. Between tests its tables are emptied, which is quicker than making them anew.</summary>
public sealed class CassandraKeyspace : IAsyncLifetime
{
    private static readonly string[] Tables = ["live", "payloads", "history", "job_index", "index_buckets"];
    private ISession? _session;
    private bool _used;

    public string Name { get; } = CassandraStores.NewKeyspace();

    public ISession Session => _session ?? throw new InvalidOperationException("There is no Cassandra.");

    public async Task InitializeAsync()
    {
        if (CassandraServer.IsNamed)
            _session = await CassandraStores.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        if (_session is null)
            return;
        await RunAsync($"DROP KEYSPACE IF EXISTS {Name}");
        await _session.Cluster.ShutdownAsync();
    }

    /// <summary>As if it were new: without rows, and without a number of partitions.</summary>
    public async Task EmptyAsync()
    {
        if (_used)
        {
            await Task.WhenAll(Tables.Select(table => RunAsync($"TRUNCATE {Name}.{table}")));
            await RunAsync($"DELETE FROM {Name}.meta WHERE name = 'partitions' IF EXISTS");
        }

        _used = true;
    }

    public Task<RowSet> RunAsync(string cql) => Session.ExecuteAsync(new SimpleStatement(cql));
}
