using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// Sees to it that a provider's table exists, in a version that this program knows. The row in <c>provider_versions</c> is written last,
/// by a condition: who reads it finds the table complete.
/// </summary>
internal sealed class ProviderSchema(ISession session, CassandraConnectionOptions connection, TimeProvider time)
{
    private const string Versions = "provider_versions";
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string Keyspace => connection.Keyspace;

    /// <exception cref="CassandraProviderException">The table is missing and cannot be created, or is of a newer program.</exception>
    public async Task EnsureAsync(ProviderTable table)
    {
        var version = await ReadVersionAsync(table);
        if (version is null && connection.CreateSchema)
            version = await CreateAsync(table);
        if (version is null)
        {
            throw new CassandraProviderException(
                $"Keyspace {Keyspace} has no table {table.Name} of the Orleans providers, and CreateSchema is off. Create the schema once, "
                + "as docs/orleans-providers.md shows, or let one start create it.");
        }

        if (version > table.Version)
        {
            throw new CassandraProviderException(
                $"Table {Keyspace}.{table.Name} has version {version}; this program knows {table.Version}. Use the newer program.");
        }
    }

    /// <summary>Several silos may do this at the same time: who is hindered by another looks again whether that one has finished.</summary>
    private async Task<int?> CreateAsync(ProviderTable table)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CreateOnceAsync(table);
                return await ReadVersionAsync(table);
            }
            catch (DriverException e) when (attempt < Attempts && e is not UnauthorizedException)
            {
                await Task.Delay(Pause, time);
                if (await ReadVersionAsync(table) is { } version)
                    return version;
            }
            catch (DriverException e)
            {
                throw new CassandraProviderException(
                    $"Table {Keyspace}.{table.Name} cannot be created: {e.Message} Give the account the right to, set Replication if the "
                    + "keyspace is missing, or create the schema as docs/orleans-providers.md shows.",
                    e);
            }
        }
    }

    private async Task CreateOnceAsync(ProviderTable table)
    {
        if (connection.Replication is { } replication)
            await DefineAsync($"CREATE KEYSPACE IF NOT EXISTS {Keyspace} WITH replication = {replication}");
        await DefineAsync($"CREATE TABLE IF NOT EXISTS {Keyspace}.{Versions} (provider text PRIMARY KEY, version int)");
        await DefineAsync($"CREATE TABLE IF NOT EXISTS {Keyspace}.{table.Name} {table.Definition}");
        var insert = $"INSERT INTO {Keyspace}.{Versions} (provider, version) VALUES (?, ?) IF NOT EXISTS";
        await session.ExecuteAsync(
            new SimpleStatement(insert, table.Name, table.Version)
                .SetConsistencyLevel(ConsistencyLevel.LocalQuorum)
                .SetSerialConsistencyLevel(ConsistencyLevel.LocalSerial)
                .SetRetryPolicy(FallthroughRetryPolicy.Instance)
                .SetIdempotence(false));
    }

    private async Task DefineAsync(string cql)
    {
        var answer = await session.ExecuteAsync(new SimpleStatement(cql));
        if (!answer.Info.IsSchemaInAgreement)
        {
            throw new CassandraProviderException(
                $"The nodes of Cassandra do not agree on their schema after a definition in keyspace {Keyspace}. Look at nodetool "
                + "describecluster; start again when they agree.");
        }
    }

    /// <summary>Null if the table or its keyspace is not there, or not complete.</summary>
    private async Task<int?> ReadVersionAsync(ProviderTable table)
    {
        try
        {
            var rows = await session.ExecuteAsync(
                new SimpleStatement($"SELECT version FROM {Keyspace}.{Versions} WHERE provider = ?", table.Name)
                    .SetConsistencyLevel(ConsistencyLevel.LocalSerial)
                    .SetIdempotence(true));
            return rows.FirstOrDefault()?.GetValue<int>("version");
        }
        catch (InvalidQueryException)
        {
            return null;
        }
        catch (DriverException e)
        {
            throw new CassandraProviderException($"The version of {Keyspace}.{table.Name} cannot be read: {e.Message}", e);
        }
    }
}
