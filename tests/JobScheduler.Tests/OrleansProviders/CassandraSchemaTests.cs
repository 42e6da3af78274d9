using Cassandra;
using JobScheduler.Orleans.Cassandra;
using JobScheduler.Tests.Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>How the schema comes to be, and who closes which session. Each test has a keyspace of its own.</summary>
public sealed class CassandraSchemaTests : IAsyncLifetime
{
    private readonly CassandraKeyspace _keyspace = new();

    public Task InitializeAsync() => _keyspace.InitializeAsync();

    public Task DisposeAsync() => _keyspace.DisposeAsync();

    [CassandraFact]
    public async Task Start_KeyspaceMissingWithoutReplication_SaysWhatToDo()
    {
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => _keyspace.StorageAsync(o => o.Connection.Replication = null));
        Assert.Contains($"Table {_keyspace.Name}.grain_state cannot be created", error.Message, StringComparison.Ordinal);
        Assert.Contains("set Replication if the keyspace is missing", error.Message, StringComparison.Ordinal);
    }

    [CassandraFact]
    public async Task Start_WithoutTheRightToCreate_SaysWhatIsMissing()
    {
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => _keyspace.StorageAsync(o => o.Connection.CreateSchema = false));
        Assert.Contains("has no table grain_state", error.Message, StringComparison.Ordinal);

        await _keyspace.StorageAsync();
        await _keyspace.StorageAsync(o => o.Connection.CreateSchema = false);
    }

    [CassandraFact]
    public async Task Start_OnANewerSchema_IsRefused()
    {
        await _keyspace.StorageAsync();
        var session = await _keyspace.SessionAsync();
        await session.ExecuteAsync(new SimpleStatement(
            $"UPDATE {_keyspace.Name}.provider_versions SET version = 2 WHERE provider = 'grain_state' IF version = 1"));
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => _keyspace.StorageAsync());
        Assert.Contains("has version 2; this program knows 1", error.Message, StringComparison.Ordinal);
    }

    [CassandraFact]
    public async Task Start_BySeveralAtOnce_MakesOneSchema()
    {
        var storages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _keyspace.StorageAsync()));
        var grain = GrainId.Create("account", "1");
        var state = new GrainState<Ledger>(new Ledger { Owner = "one" });
        await storages[0].WriteStateAsync("ledger", grain, state);
        foreach (var storage in storages)
        {
            var read = new GrainState<Ledger>();
            await storage.ReadStateAsync("ledger", grain, read);
            Assert.Equal(state.ETag, read.ETag);
        }
    }

    [CassandraFact]
    public async Task Sessions_WithEqualSettings_AreOneAndClosedTogether()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var sessions = new CassandraSessions(services);
        var one = await sessions.GetAsync(_keyspace.Connection());
        var other = _keyspace.Connection();
        other.Keyspace = "another";
        Assert.Same(one, await sessions.GetAsync(other));

        await sessions.DisposeAsync();
        Assert.True(one.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sessions.GetAsync(other));
    }

    [CassandraFact]
    public async Task Sessions_OfAFactory_StayTheirOwners()
    {
        var own = await _keyspace.SessionAsync();
        await using var services = new ServiceCollection().AddSingleton(own).BuildServiceProvider();
        var sessions = new CassandraSessions(services);
        var connection = new CassandraConnectionOptions { SessionFactory = s => Task.FromResult(s.GetRequiredService<ISession>()) };
        Assert.Same(own, await sessions.GetAsync(connection));
        await sessions.DisposeAsync();
        Assert.False(own.IsDisposed);
    }

    [Fact]
    public async Task Sessions_NobodyListens_SaysWhere()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var sessions = new CassandraSessions(services);
        var connection = new CassandraConnectionOptions { ContactPoints = ["127.0.0.1"], Port = 1, User = "u", Password = "hidden" };
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => sessions.GetAsync(connection));
        Assert.StartsWith("No session with Cassandra at 127.0.0.1 port 1:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_FactoryGivesNull_SaysSo()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var sessions = new CassandraSessions(services);
        var connection = new CassandraConnectionOptions { SessionFactory = _ => Task.FromResult<ISession>(null!) };
        var error = await Assert.ThrowsAsync<CassandraProviderException>(() => sessions.GetAsync(connection));
        Assert.Contains("gave null", error.Message, StringComparison.Ordinal);
    }
}
