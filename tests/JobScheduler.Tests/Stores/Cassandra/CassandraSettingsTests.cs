using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Stores.Cassandra.Schema;
using JobScheduler.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

public sealed class CassandraSettingsTests
{
    [Fact]
    public async Task UseCassandra_Resolved_IsOneStoreInAllRoles()
    {
        await using var services = Services([]);
        var store = services.GetRequiredService<JobStore>();
        Assert.IsType<CassandraStore>(store.Log);
        Assert.Same(store.Log, store.Queries);
        Assert.Same(store.Log, store.Schedules);
        Assert.Same(store.Log, store.Admin);
        Assert.Same(store.Log, services.GetRequiredService<CassandraStore>());
    }

    [Fact]
    public void BindConfiguration_EverySetting_IsTaken()
    {
        using var services = Services(new()
        {
            ["ContactPoints:0"] = "a", ["ContactPoints:1"] = "b", ["Port"] = "9142", ["Keyspace"] = "jobs", ["Datacenter"] = "eu", ["User"] = "u",
            ["Password"] = "p", ["Consistency"] = "quorum", ["RequestTimeout"] = "00:00:07", ["MaxInFlight"] = "64", ["Tls:Enabled"] = "true",
            ["Tls:CaFile"] = "ca.pem", ["Tls:CheckHostName"] = "false", ["Tls:ServerName"] = "db", ["Schema:CreateKeyspace"] = "false",
            ["Schema:ReplicationFactor"] = "5", ["Schema:MigrateAtStart"] = "false",
        });
        var options = services.GetRequiredService<IOptions<CassandraStoreOptions>>().Value;
        Assert.Equal(["a", "b"], options.ContactPoints);
        Assert.Equal((9142, "jobs", "eu", "u", "p"), (options.Port, options.Keyspace, options.Datacenter, options.User, options.Password));
        Assert.Equal((CassandraConsistency.Quorum, TimeSpan.FromSeconds(7), 64), (options.Consistency, options.RequestTimeout, options.MaxInFlight));
        Assert.Equal((true, "ca.pem", false, "db"), (options.Tls.Enabled, options.Tls.CaFile, options.Tls.CheckHostName, options.Tls.ServerName));
        Assert.Equal((false, 5, false), (options.Schema.CreateKeyspace, options.Schema.ReplicationFactor, options.Schema.MigrateAtStart));
    }

    [Theory]
    [InlineData("Port", "0")]
    [InlineData("Keyspace", "Jobs; DROP")]
    [InlineData("Keyspace", "")]
    [InlineData("Consistency", "one")]
    [InlineData("MaxInFlight", "1")]
    [InlineData("Schema:ReplicationFactor", "0")]
    [InlineData("Keyspce", "jobs")]
    public void BindConfiguration_AWrongSetting_IsNamed(string key, string value)
    {
        using var services = Services(new() { [key] = value });
        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<CassandraStoreOptions>>().Value);
        Assert.Contains($"JobScheduler:Cassandra:{key}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documentation_Table_IsTheOneInTheCode()
    {
        var documented = File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "storage.md"))
            .Where(line => line.StartsWith("| `JobScheduler:Cassandra:", StringComparison.Ordinal));
        var described = new ServiceCollection().AddJobScheduler().UseCassandra().DescribeSettings()
            .Where(setting => setting.Key.StartsWith("JobScheduler:Cassandra:", StringComparison.Ordinal))
            .Select(setting => $"| `{setting.Key}` | `{setting.Default}` | {setting.Meaning} |");
        Assert.Equal(described, documented);
    }

    [Fact]
    public void KeyspaceStatement_ForEachDatabase_HasWhatConditionalBatchesNeed()
    {
        var options = new CassandraStoreOptions { Keyspace = "jobs" };
        Assert.Equal(
            "CREATE KEYSPACE IF NOT EXISTS jobs WITH replication = {'class': 'NetworkTopologyStrategy', 'dc''1': 3}",
            KeyspaceMaker.Statement(options, "dc'1", scylla: false));
        Assert.EndsWith(" AND tablets = {'enabled': false}", KeyspaceMaker.Statement(options, "dc1", scylla: true), StringComparison.Ordinal);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(each => KeyValuePair.Create("JobScheduler:Cassandra:" + each.Key, each.Value))).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddJobScheduler().UseCassandra().BindConfiguration(configuration.GetSection("JobScheduler"));
        return services.BuildServiceProvider();
    }
}
