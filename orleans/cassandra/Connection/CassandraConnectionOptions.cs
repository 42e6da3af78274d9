using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// Which Cassandra or ScyllaDB a provider uses. Providers of one silo whose settings are equal share one session; it is closed when the
/// silo is disposed.
/// </summary>
public sealed class CassandraConnectionOptions
{
    /// <summary>
    /// Names or addresses of some nodes of the cluster; the others are found through them. Ignored with <see cref="SessionFactory"/>.
    /// </summary>
    public IList<string> ContactPoints { get; set; } = [];

    /// <summary>The port of the native protocol, on every node, 1 to 65535. Default 9042. Ignored with <see cref="SessionFactory"/>.</summary>
    public int Port { get; set; } = 9042;

    /// <summary>
    /// The keyspace of the provider's tables: a lower-case letter, then letters, digits and underscores, at most 48 characters. Default
    /// <c>orleans</c>. Statements name it, so the session may have any keyspace or none.
    /// </summary>
    public string Keyspace { get; set; } = "orleans";

    /// <summary>
    /// The data centre to talk to, as the cluster names it. Default: that of the contact points, which must then all lie in one. Reads,
    /// writes and conditions are agreed on inside this data centre. Ignored with <see cref="SessionFactory"/>.
    /// </summary>
    public string? Datacenter { get; set; }

    /// <summary>
    /// The user to log in as; with it goes <see cref="Password"/>. Default: no login. Ignored with <see cref="SessionFactory"/>.
    /// </summary>
    public string? User { get; set; }

    /// <summary>The password of <see cref="User"/>. Ignored with <see cref="SessionFactory"/>.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// How to use TLS; <c>new SSLOptions()</c> trusts what the system trusts. Default: no TLS. Ignored with <see cref="SessionFactory"/>.
    /// </summary>
    public SSLOptions? Tls { get; set; }

    /// <summary>
    /// The replication of a keyspace that does not exist yet, as CQL: <c>{'class': 'NetworkTopologyStrategy', 'dc1': 3}</c>. Default: none,
    /// then the keyspace must exist. An existing keyspace is never altered. Ignored without <see cref="CreateSchema"/>.
    /// </summary>
    public string? Replication { get; set; }

    /// <summary>
    /// Whether a start creates the tables that it does not find. Default true. Without it they must exist, and a start only checks their
    /// version; the account needs no right to create anything then.
    /// </summary>
    public bool CreateSchema { get; set; } = true;

    /// <summary>
    /// Gives a session that already exists, for example that of the application or of the clustering provider. It stays the caller's: it is
    /// never closed here. Default: none, a session is opened.
    /// </summary>
    public Func<IServiceProvider, Task<ISession>>? SessionFactory { get; set; }
}
