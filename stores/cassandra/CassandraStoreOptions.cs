namespace JobScheduler;

/// <summary>Where the jobs of a cluster are kept: Apache Cassandra 5 or ScyllaDB, below <c>JobScheduler:Cassandra</c>.</summary>
public sealed class CassandraStoreOptions
{
    /// <summary>Some nodes of the cluster, names or addresses; the others are found by themselves. Default none: 127.0.0.1.</summary>
    public IList<string> ContactPoints { get; } = [];

    /// <summary>Port of all nodes, 1 to 65535. Default 9042.</summary>
    public int Port { get; set; } = 9042;

    /// <summary>The keyspace, 1 to 48 lower-case letters, digits and '_'. Several schedulers may share a cluster, not a keyspace. Default <c>jobscheduler</c>.</summary>
    public string Keyspace { get; set; } = "jobscheduler";

    /// <summary>The datacenter whose nodes are asked. Default empty: that of the contact point that answers first.</summary>
    public string Datacenter { get; set; } = "";

    /// <summary>User name. Default empty: no credentials are sent.</summary>
    public string User { get; set; } = "";

    /// <summary>Password; ignored without <see cref="User"/>. Never logged.</summary>
    public string Password { get; set; } = "";

    /// <summary>How many replicas answer. Default <see cref="CassandraConsistency.LocalQuorum"/>.</summary>
    public CassandraConsistency Consistency { get; set; }

    /// <summary>
    /// How long an answer is waited for, 1 s to 1 min. Keep it above the time-outs of the servers (2 s there by default): a commit that
    /// was not waited for is one whose fate must be found out. Default 5 s.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Reads and index writes of this process that may be under way at the same time, 8 to 4096; more wait in this process. Commits
    /// are not counted: a partition has one at a time. Default 256.
    /// </summary>
    public int MaxInFlight { get; set; } = 256;

    /// <summary>Encryption.</summary>
    public CassandraTlsOptions Tls { get; } = new();

    /// <summary>How the keyspace is made.</summary>
    public CassandraSchemaOptions Schema { get; } = new();
}
