namespace JobScheduler;

/// <summary>How the keyspace and its tables are made, below <c>JobScheduler:Cassandra:Schema</c>.</summary>
public sealed class CassandraSchemaOptions
{
    /// <summary>Whether a missing keyspace is created; without it a missing one is an error. Default true.</summary>
    public bool CreateKeyspace { get; set; } = true;

    /// <summary>Copies of every row in the datacenter, 1 to 9; used when the keyspace is created. One copy is for tests. Default 3.</summary>
    public int ReplicationFactor { get; set; } = 3;

    /// <summary>
    /// Whether a start makes missing tables and migrates older ones. Without it the migration is a step of its own
    /// (<c>CassandraStore.MigrateAsync</c>), and a start on an older schema is an error. Default true.
    /// </summary>
    public bool MigrateAtStart { get; set; } = true;
}
