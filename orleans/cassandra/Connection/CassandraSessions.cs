using Cassandra;
using CassandraCluster = Cassandra.Cluster;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// The sessions of a silo's providers: one for all whose connections are equal, opened when first asked for and closed with the silo.
/// A session of a factory is passed on, and left to its owner.
/// </summary>
internal sealed class CassandraSessions(IServiceProvider services) : IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, Task<ISession>> _sessions = [];
    private bool _disposed;

    /// <exception cref="CassandraProviderException">No node could be reached, or the login failed.</exception>
    public async Task<ISession> GetAsync(CassandraConnectionOptions connection)
    {
        if (connection.SessionFactory is { } factory)
        {
            return await factory(services)
                ?? throw new CassandraProviderException("The SessionFactory of the Cassandra connection gave null instead of a session.");
        }

        var key = SessionKey.Of(connection);
        try
        {
            return await Opened(key, connection);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            Forget(key);
            throw new CassandraProviderException($"No session with Cassandra at {key}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        foreach (var cluster in TakeAll())
            cluster.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in TakeAll())
            await cluster.ShutdownAsync();
    }

    private Task<ISession> Opened(SessionKey key, CassandraConnectionOptions connection)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_sessions.TryGetValue(key, out var session))
                _sessions[key] = session = OpenAsync(connection);
            return session;
        }
    }

    private static async Task<ISession> OpenAsync(CassandraConnectionOptions o)
    {
        var cluster = Builder(o).Build();
        try
        {
            return await cluster.ConnectAsync();
        }
        catch
        {
            await cluster.ShutdownAsync();
            throw;
        }
    }

    private static Builder Builder(CassandraConnectionOptions o)
    {
        var builder = CassandraCluster.Builder()
            .AddContactPoints(o.ContactPoints)
            .WithPort(o.Port)
            .WithApplicationName("JobScheduler.Orleans.Cassandra")
            .WithQueryOptions(new QueryOptions()
                .SetConsistencyLevel(ConsistencyLevel.LocalQuorum)
                .SetSerialConsistencyLevel(ConsistencyLevel.LocalSerial));
        if (o.Datacenter is { } datacenter)
            builder.WithLoadBalancingPolicy(new TokenAwarePolicy(new DCAwareRoundRobinPolicy(datacenter)));
        if (o.User is { } user)
            builder.WithCredentials(user, o.Password);
        if (o.Tls is { } tls)
            builder.WithSSL(tls);
        return builder;
    }

    /// <summary>A session that could not be opened is tried anew by the next who asks.</summary>
    private void Forget(SessionKey key)
    {
        lock (_lock)
        {
            if (_sessions.TryGetValue(key, out var session) && session.IsFaulted)
                _sessions.Remove(key);
        }
    }

    private ICluster[] TakeAll()
    {
        lock (_lock)
        {
            _disposed = true;
            var clusters = _sessions.Values.Where(s => s.IsCompletedSuccessfully).Select(s => s.Result.Cluster).ToArray();
            _sessions.Clear();
            return clusters;
        }
    }
}
