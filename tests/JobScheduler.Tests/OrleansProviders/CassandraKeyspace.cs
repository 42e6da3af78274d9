using System.Security.Cryptography;
using Cassandra;
using JobScheduler.Orleans.Cassandra;
using JobScheduler.Tests.Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>A keyspace for the tests of one class, dropped afterwards, and providers made on it by hand, as a silo makes them.</summary>
public sealed class CassandraKeyspace : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly CassandraSessions _sessions;

    public CassandraKeyspace() => _sessions = new(_services);

    public string Name { get; } = "test_" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    internal IGrainStorageSerializer Serializer => new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>());

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string prefix = "n") => prefix + RandomNumberGenerator.GetHexString(16, lowercase: true);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (CassandraServer.IsNamed)
        {
            var session = await SessionAsync();
            await session.ExecuteAsync(new SimpleStatement($"DROP KEYSPACE IF EXISTS {Name}"));
        }

        await _sessions.DisposeAsync();
        await _services.DisposeAsync();
    }

    internal void Configure(CassandraConnectionOptions connection)
    {
        connection.ContactPoints = [CassandraServer.Host];
        connection.Port = CassandraServer.Port;
        connection.Keyspace = Name;
        connection.Replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
    }

    internal CassandraConnectionOptions Connection()
    {
        var connection = new CassandraConnectionOptions();
        Configure(connection);
        return connection;
    }

    internal Task<ISession> SessionAsync() => _sessions.GetAsync(Connection());

    internal async Task<CassandraGrainStorage> StorageAsync(
        Action<CassandraGrainStorageOptions>? configure = null, string serviceId = "service")
    {
        var options = new CassandraGrainStorageOptions { GrainStorageSerializer = Serializer };
        Configure(options.Connection);
        configure?.Invoke(options);
        var activators = _services.GetRequiredService<IActivatorProvider>();
        var storage = new CassandraGrainStorage("tested", serviceId, options, _sessions, activators, TimeProvider.System);
        await storage.StartAsync(CancellationToken.None);
        return storage;
    }

    internal async Task<CassandraReminderTable> RemindersAsync(string serviceId)
    {
        var options = new CassandraReminderOptions();
        Configure(options.Connection);
        var cluster = new ClusterOptions { ClusterId = "cluster", ServiceId = serviceId };
        var table = new CassandraReminderTable(Options.Create(cluster), Options.Create(options), _sessions, TimeProvider.System);
        await table.StartAsync(CancellationToken.None);
        return table;
    }
}
