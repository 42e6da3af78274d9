using JobScheduler.Orleans.Cassandra;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>What is refused before anything is connected, and what the message says to do.</summary>
public sealed class CassandraOptionsTests
{
    public static TheoryData<Action<CassandraConnectionOptions>, string> Mistakes => new()
    {
        { o => o.ContactPoints = [], "Name at least one node" },
        { o => o.ContactPoints = null!, "Name at least one node" },
        { o => o.ContactPoints = ["a", " "], "Remove it, or name the node" },
        { o => o.Port = 0, "Port is 0" },
        { o => o.Port = 70_000, "Port is 70000" },
        { o => o.Keyspace = "", "Keyspace is ''" },
        { o => o.Keyspace = null!, "Keyspace is ''" },
        { o => o.Keyspace = "Orleans", "Keyspace is 'Orleans'" },
        { o => o.Keyspace = "a; DROP KEYSPACE b", "Keyspace is" },
        { o => o.Keyspace = "a\n", "Keyspace is" },
        { o => o.Keyspace = new string('k', 49), "at most 48" },
        { o => o.Datacenter = " ", "nodetool status" },
        { o => o.User = "u", "Set both, or neither" },
        { o => o.Password = "p", "Set both, or neither" },
        { o => o.Replication = "3", "Write a map of CQL" },
        { o => o.Replication = "{'class': 'SimpleStrategy'}; DROP KEYSPACE b", "Write a map of CQL" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Validate_AMistake_IsRefusedWithWhatToDo(Action<CassandraConnectionOptions> mistake, string message)
    {
        var options = Acceptable();
        mistake(options.Connection);
        var error = Assert.Throws<OrleansConfigurationException>(new GrainStorageValidator("files", options).ValidateConfiguration);
        Assert.StartsWith("Cassandra grain storage 'files': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'class': 'SimpleStrategy', 'replication_factor': 1}")]
    [InlineData(" { 'class' : 'NetworkTopologyStrategy' , 'dc1' : '3', 'dc-2': 2 } ")]
    public void Validate_AReplication_IsAccepted(string replication)
    {
        var options = Acceptable();
        options.Connection.Replication = replication;
        new GrainStorageValidator("files", options).ValidateConfiguration();
    }

    [Fact]
    public void Validate_SessionOfAFactory_NeedsNoAddress()
    {
        var options = Acceptable();
        options.Connection.ContactPoints = [];
        options.Connection.SessionFactory = _ => throw new InvalidOperationException();
        new GrainStorageValidator("files", options).ValidateConfiguration();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16 * 1024 * 1024)]
    public void Validate_LargestStateOutOfBounds_IsRefused(int bytes)
    {
        var options = Acceptable();
        options.MaxStateBytes = bytes;
        Assert.Throws<OrleansConfigurationException>(new GrainStorageValidator("files", options).ValidateConfiguration);
    }

    [Fact]
    public async Task Silo_WithUnusableReminders_DoesNotStart()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().UseCassandraReminderService(_ => { }));
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.StartsWith("Cassandra reminders: ContactPoints is empty.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SessionKey_AsText_HoldsNoSecret()
    {
        var key = SessionKey.Of(new() { ContactPoints = ["a", "b"], User = "u", Password = "hidden" });
        Assert.Equal("a,b port 9042", $"{key}");
    }

    private static CassandraGrainStorageOptions Acceptable() => new() { Connection = { ContactPoints = ["node-1"] } };
}
