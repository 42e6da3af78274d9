using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>What two connections must have in common to share a session. The keyspace is no part of it: statements name theirs.</summary>
internal sealed record SessionKey(string ContactPoints, int Port, string? Datacenter, string? User, string? Password, SSLOptions? Tls)
{
    public static SessionKey Of(CassandraConnectionOptions o) =>
        new(string.Join(',', o.ContactPoints), o.Port, o.Datacenter, o.User, o.Password, o.Tls);

    /// <summary>For messages: no secret in it.</summary>
    public override string ToString() => $"{ContactPoints} port {Port}";
}
