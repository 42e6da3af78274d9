namespace JobScheduler.Stores.Cassandra.Connection;

/// <summary>The driver's cluster object, with every policy said here.</summary>
/// <remarks>
/// Requests go to a replica of their partition in the own datacenter. Only reads count as idempotent and are sent a second time: to the
/// next node when they fail, or when the first has not answered for half a second.
/// </remarks>
internal static class ClusterFactory
{
    private const int ConnectTimeoutMs = 5_000;
    private const int SecondTryAfterMs = 500;
    private const int FirstReconnectMs = 100;
    private const int LastReconnectMs = 2_000;
    private const int SchemaAgreementSeconds = 30;

    public static ICluster Create(CassandraStoreOptions options)
    {
        var nodes = options.Datacenter.Length == 0 ? new DCAwareRoundRobinPolicy() : new DCAwareRoundRobinPolicy(options.Datacenter);
        var timeout = (int)options.RequestTimeout.TotalMilliseconds;
        var builder = global::Cassandra.Cluster.Builder()
            .AddContactPoints(options.ContactPoints.Count == 0 ? ["127.0.0.1"] : options.ContactPoints)
            .WithPort(options.Port)
            .WithApplicationName("JobScheduler")
            .WithLoadBalancingPolicy(new TokenAwarePolicy(nodes))
            .WithRetryPolicy(new StoreRetryPolicy())
            .WithSpeculativeExecutionPolicy(new ConstantSpeculativeExecutionPolicy(SecondTryAfterMs, 1))
            .WithReconnectionPolicy(new ExponentialReconnectionPolicy(FirstReconnectMs, LastReconnectMs))
            .WithQueryOptions(QueriesOf(options.Consistency))
            .WithSocketOptions(new SocketOptions().SetReadTimeoutMillis(timeout).SetConnectTimeoutMillis(ConnectTimeoutMs).SetTcpNoDelay(true))
            .WithMaxSchemaAgreementWaitSeconds(SchemaAgreementSeconds);
        if (options.User.Length > 0)
            builder = builder.WithCredentials(options.User, options.Password);
        if (options.Tls.Enabled)
            builder = builder.WithSSL(TlsSettings.Create(options.Tls));
        return builder.Build();
    }

    private static QueryOptions QueriesOf(CassandraConsistency consistency) => new QueryOptions()
        .SetConsistencyLevel(consistency == CassandraConsistency.Quorum ? ConsistencyLevel.Quorum : ConsistencyLevel.LocalQuorum)
        .SetSerialConsistencyLevel(consistency == CassandraConsistency.Quorum ? ConsistencyLevel.Serial : ConsistencyLevel.LocalSerial)
        .SetDefaultIdempotence(false);
}
