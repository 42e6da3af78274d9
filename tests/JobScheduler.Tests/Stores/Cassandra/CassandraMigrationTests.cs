using Cassandra;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Stores.Cassandra.Schema;
using JobScheduler.Tests.Cassandra;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores.Cassandra;

public sealed class CassandraMigrationTests : IAsyncLifetime
{
    private readonly CassandraKeyspace _keyspace = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => _keyspace.InitializeAsync();

    public Task DisposeAsync() => _keyspace.DisposeAsync();

    [CassandraFact]
    public async Task Open_SeveralAtOnce_OneMakesItAndAllHaveIt()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => CassandraStores.Store(_keyspace.Name)).ToList();
        var infos = await Task.WhenAll(stores.Select((store, i) => store.OpenAsync(Partitions + i, None)));
        Assert.Single(infos, info => info.Created);
        Assert.Single(infos.Select(info => info.Partitions).Distinct());
        Assert.All(infos, info => Assert.Equal(CassandraSchema.Version, info.SchemaVersion));
        foreach (var store in stores)
            Assert.Null(await store.CheckAsync(None));
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [CassandraFact]
    public async Task Open_NewerSchema_IsRefusedAndUnchanged()
    {
        await MigrateAsync();
        await _keyspace.RunAsync($"UPDATE {_keyspace.Name}.meta SET value = 99 WHERE name = 'schema' IF value = {CassandraSchema.Version}");
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => CassandraStores.Store(_keyspace.Name).OpenAsync(Partitions, None));
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_keyspace.Name, refused.Message, StringComparison.Ordinal);
    }

    [CassandraFact]
    public async Task Open_WithoutTheRightToMigrate_IsRefusedUntilItWasDone()
    {
        var options = CassandraStores.Options(_keyspace.Name);
        options.Schema.MigrateAtStart = false;
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => New(options).OpenAsync(Partitions, None));
        Assert.Contains("MigrateAtStart", refused.Message, StringComparison.Ordinal);
        Assert.True((await MigrateAsync()).Created);
        Assert.False((await MigrateAsync()).Created);
        await using var store = New(options);
        Assert.Equal((Partitions, false), await OpenAsync(store));
    }

    [CassandraFact]
    public async Task Open_NoKeyspaceAndNoneIsToBeMade_SaysSo()
    {
        var options = CassandraStores.Options(_keyspace.Name);
        options.Schema.CreateKeyspace = false;
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => New(options).OpenAsync(Partitions, None));
        Assert.Contains("CreateKeyspace", refused.Message, StringComparison.Ordinal);
    }

    [CassandraFact]
    public async Task Migrate_AStepWasCutShort_IsBegunAnew()
    {
        await MigrateAsync();
        await _keyspace.RunAsync($"DELETE FROM {_keyspace.Name}.meta WHERE name = 'schema' IF EXISTS");
        await _keyspace.RunAsync($"DROP TABLE {_keyspace.Name}.checks");
        await using var store = CassandraStores.Store(_keyspace.Name);
        Assert.Equal((Partitions, false), await OpenAsync(store));
        Assert.Null(await store.CheckAsync(None));
    }

    [CassandraFact]
    public async Task Migrate_TheHolderOfTheLockDied_WaitsForItsExpiry()
    {
        await MigrateAsync();
        await _keyspace.RunAsync($"DELETE FROM {_keyspace.Name}.meta WHERE name = 'schema' IF EXISTS");
        await _keyspace.RunAsync($"INSERT INTO {_keyspace.Name}.meta (name, owner) VALUES ('lock', 'dead') IF NOT EXISTS USING TTL 2");
        Assert.Equal(CassandraSchema.Version, (await MigrateAsync()).SchemaVersion);
        Assert.Empty(await _keyspace.RunAsync($"SELECT owner FROM {_keyspace.Name}.meta WHERE name = 'lock'"));
    }

    [CassandraFact]
    public async Task Migrate_TheOutcomeOfEveryStatementIsUnknown_RunsItAgain()
    {
        await MigrateAsync();
        await _keyspace.RunAsync($"TRUNCATE {_keyspace.Name}.meta");
        var (session, forgetful) = ForgetfulSession.Around(await _keyspace.Session.Cluster.ConnectAsync(_keyspace.Name));
        var migrated = await new SchemaMigrator(session.Cluster, session, TimeProvider.System, CassandraSchema.Steps).MigrateAsync(Partitions, mayChange: true, "forgetful", None);
        Assert.Equal(new(CassandraSchema.Version, Partitions, Created: true), migrated);
        Assert.True(forgetful.Forgotten > CassandraSchema.Steps.Sum(step => step.Statements.Count), "Statements were not run through the session.");
        Assert.Empty(await _keyspace.RunAsync($"SELECT owner FROM {_keyspace.Name}.meta WHERE name = 'lock'"));
    }

    [CassandraFact]
    public async Task Migrate_NoStatementIsAnswered_GivesUp()
    {
        await MigrateAsync();
        var (session, forgetful) = ForgetfulSession.Around(await _keyspace.Session.Cluster.ConnectAsync(_keyspace.Name));
        forgetful.Always = true;
        await Assert.ThrowsAsync<WriteTimeoutException>(
            () => new SchemaMigrator(session.Cluster, session, TimeProvider.System, CassandraSchema.Steps).MigrateAsync(Partitions, mayChange: true, "forgetful", None));
    }

    [CassandraFact]
    public async Task Open_NobodyListens_SaysWhereAndWhat()
    {
        var options = CassandraStores.Options(_keyspace.Name);
        options.Port = 1;
        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => New(options).OpenAsync(Partitions, None));
        Assert.Contains(":1,", refused.Message, StringComparison.Ordinal);
        Assert.Contains("JobScheduler:Cassandra", refused.Message, StringComparison.Ordinal);
    }

    private static CassandraStore New(CassandraStoreOptions options) =>
        new(options, RetentionRules.Forever, TimeProvider.System, NullLogger.Instance, CassandraStoreHooks.None);

    private static async Task<(int Partitions, bool Created)> OpenAsync(CassandraStore store)
    {
        var info = await store.OpenAsync(Partitions * 2, None);
        return (info.Partitions, info.Created);
    }

    private Task<StoreInfo> MigrateAsync() => CassandraStores.Store(_keyspace.Name).MigrateAsync(Partitions, None);
}
