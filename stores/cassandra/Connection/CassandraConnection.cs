using System.Collections.Frozen;

namespace JobScheduler.Stores.Cassandra.Connection;

/// <summary>A session with its prepared statements. Reads and plain writes are bounded in number; exceptions of the driver become the seam's.</summary>
internal sealed class CassandraConnection : IAsyncDisposable
{
    private const int LargestPage = 1_000;
    private const int ShutdownMs = 5_000;
    private readonly ICluster _cluster;
    private readonly ISession _session;
    private readonly FrozenDictionary<string, PreparedStatement> _prepared;
    private readonly ConsistencyLevel _serial;
    private readonly SemaphoreSlim _free;
    private readonly CassandraStoreHooks _hooks;
    private readonly Lock _gate = new();
    private Task? _closing;

    private CassandraConnection(
        ICluster cluster, ISession session, FrozenDictionary<string, PreparedStatement> prepared, CassandraStoreOptions options, CassandraStoreHooks hooks)
    {
        (_cluster, _session, _prepared, _hooks) = (cluster, session, prepared, hooks);
        _serial = options.Consistency == CassandraConsistency.Quorum ? ConsistencyLevel.Serial : ConsistencyLevel.LocalSerial;
        _free = new(options.MaxInFlight);
    }

    /// <summary>The driver's session, on the store's keyspace.</summary>
    public ISession Session => _session;

    /// <summary>Prepares all statements, once.</summary>
    public static async Task<CassandraConnection> PrepareAsync(ICluster cluster, ISession session, CassandraStoreOptions options, CassandraStoreHooks hooks)
    {
        var statements = await Task.WhenAll(Cql.All.Select(session.PrepareAsync)).ConfigureAwait(false);
        return new(cluster, session, Cql.All.Zip(statements).ToFrozenDictionary(each => each.First, each => each.Second, StringComparer.Ordinal), options, hooks);
    }

    /// <summary>A statement of <see cref="Cql"/> with its values.</summary>
    public BoundStatement Bind(string cql, params object?[] values) => _prepared[cql].Bind(values);

    /// <summary>A read that first finishes what is under way in the partition's conditional batches, so that none of it can appear later.</summary>
    public Task<List<Row>> ReadSerialAsync(BoundStatement statement, CancellationToken cancellationToken)
    {
        statement.SetConsistencyLevel(_serial);
        return ReadAsync(statement, 1, cancellationToken);
    }

    /// <summary>All rows of a read, at most so many, page after page.</summary>
    /// <exception cref="Grains.Storage.StoreUnavailableException">It could not be read.</exception>
    public async Task<List<Row>> ReadAsync(IStatement statement, int limit, CancellationToken cancellationToken, int perPage = LargestPage)
    {
        var rows = new List<Row>();
        statement.SetIdempotence(true);
        statement.SetAutoPage(false);
        statement.SetPageSize(Math.Clamp(limit, 1, perPage));
        while (true)
        {
            var page = await BoundedAsync(statement, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
            {
                rows.Add(row);
                if (rows.Count == limit)
                    return rows;
            }

            if (page.PagingState is not { } next)
                return rows;
            statement.SetPagingState(next);
        }
    }

    /// <summary>A plain write, sent once: a store that is slow must not be given it twice, and whoever needs it repeats it.</summary>
    /// <exception cref="Grains.Storage.StoreUnavailableException">It was not written, or perhaps.</exception>
    public Task WriteAsync(IStatement statement, CancellationToken cancellationToken) => BoundedAsync(statement, cancellationToken);

    /// <summary>A conditional statement or batch: sent to one node, once. Throws what the driver throws.</summary>
    /// <returns>The first row of the answer: whether it was applied, and if not what is stored.</returns>
    public async Task<Row> CompareAndSetAsync(IStatement statement)
    {
        statement.SetSerialConsistencyLevel(_serial);
        statement.SetIdempotence(false);
        return (await ExecuteAsync(statement).ConfigureAwait(false)).First();
    }

    public async ValueTask DisposeAsync()
    {
        Task closing;
        lock (_gate)
            closing = _closing ??= _cluster.ShutdownAsync(ShutdownMs);
        await closing.ConfigureAwait(false);
    }

    private async Task<RowSet> BoundedAsync(IStatement statement, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ExecuteAsync(statement).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Failures.IsOfStore(failure))
        {
            throw Failures.Unavailable(failure);
        }
        finally
        {
            _free.Release();
        }
    }

    private Task<RowSet> ExecuteAsync(IStatement statement) => _hooks.Execute(statement, () => _session.ExecuteAsync(statement));
}
