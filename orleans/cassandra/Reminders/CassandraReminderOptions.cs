namespace JobScheduler.Orleans.Cassandra;

/// <summary>Settings of the reminder table on Cassandra or ScyllaDB.</summary>
public sealed class CassandraReminderOptions
{
    /// <summary>Which Cassandra, and which keyspace.</summary>
    public CassandraConnectionOptions Connection { get; } = new();
}
