using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Schema;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Stores.Cassandra;

/// <summary>
/// A store in Apache Cassandra 5 or ScyllaDB. A commit that is answered Applied is written by a majority of its replicas; how soon they
/// have it on disk is their setting. Any number of processes may have it open, each with its own object; any number of threads may call.
/// </summary>
/// <remarks>
/// After <see cref="DisposeAsync"/> commits are answered Rejected(Unavailable) and reads throw <see cref="StoreUnavailableException"/>;
/// to open it again make a new object.
/// </remarks>
public sealed partial class CassandraStore : IPartitionLog, IJobQueries, IScheduleQueries, IStoreAdmin
{
    private static int _timesOpened;
    private readonly CassandraStoreOptions _options;
    private readonly RetentionRules _retention;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CassandraStoreHooks _hooks;
    private readonly Lock _gate = new();
    private Task<OpenStore>? _opening;
    private Task? _closing;
    private volatile OpenStore? _opened;

    /// <summary>Names the store; nothing is connected before <see cref="OpenAsync"/>.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="retention">How long ended jobs are kept: their rows in the history live three days longer.</param>
    /// <param name="clock">The scheduler's clock.</param>
    /// <param name="log">Log.</param>
    public CassandraStore(CassandraStoreOptions options, RetentionRules retention, TimeProvider clock, ILogger<CassandraStore> log)
        : this(options, retention, clock, log, CassandraStoreHooks.None)
    {
    }

    internal CassandraStore(CassandraStoreOptions options, RetentionRules retention, TimeProvider clock, ILogger log, CassandraStoreHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _retention, _clock, _log, _hooks) = (options, retention, clock, log, hooks);
    }

    /// <summary>The driver's session, on the store's keyspace, for other tables of the same process. It is closed with the store.</summary>
    /// <exception cref="StoreUnavailableException">The store is not open.</exception>
    public ISession Session => Open.Parts.Connection.Session;

    /// <inheritdoc/>
    /// <remarks>Always null: the data lies on other machines.</remarks>
    public string? Folder => null;

    /// <inheritdoc/>
    /// <remarks>Always null: the data lies on other machines.</remarks>
    public long? FreeBytes => null;

    private string Place => $"{string.Join(',', _options.ContactPoints.DefaultIfEmpty("127.0.0.1"))}:{_options.Port}, keyspace {_options.Keyspace}";

    private OpenStore Open => _opened ?? throw new StoreUnavailableException(NotOpen);

    private string NotOpen => $"The Cassandra store {Place} is not open.";

    internal OpenStore? Opened => _opened;

    /// <inheritdoc/>
    public async Task<StoreInfo> OpenAsync(int partitions, CancellationToken cancellationToken)
    {
        CheckPartitions(partitions);
        cancellationToken.ThrowIfCancellationRequested();
        Task<OpenStore> opening;
        lock (_gate)
        {
            if (_opening is { IsFaulted: false } || _closing is not null)
                throw new StoreOpenException($"The Cassandra store {Place} was opened before; make a new store object to open it again.");
            opening = _opening = OpenOnceAsync(partitions, cancellationToken);
        }

        return (await opening.ConfigureAwait(false)).Info;
    }

    /// <summary>Makes and migrates the keyspace and its tables, and leaves the store closed: a step of its own before a start, or beside running silos.</summary>
    /// <param name="partitions">Wanted number of partitions; a store that exists keeps its own.</param>
    /// <param name="cancellationToken">Stops waiting for another process that migrates.</param>
    /// <exception cref="StoreOpenException">It cannot be migrated: the message says why and what to do.</exception>
    public async Task<StoreInfo> MigrateAsync(int partitions, CancellationToken cancellationToken)
    {
        CheckPartitions(partitions);
        var (cluster, _, info) = await ConnectAsync(partitions, mayMigrate: true, cancellationToken).ConfigureAwait(false);
        await cluster.ShutdownAsync().ConfigureAwait(false);
        return info;
    }

    /// <inheritdoc/>
    /// <remarks>Writes a row as every commit must be written: by a majority of its replicas.</remarks>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        if (_opened is not { } opened)
            return NotOpen;
        try
        {
            var connection = opened.Parts.Connection;
            await connection.WriteAsync(
                connection.Bind(Cql.Check, _clock.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (StoreUnavailableException failure)
        {
            return failure.Message;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Always refused: backups of Cassandra and ScyllaDB are made by their own tools.</remarks>
    public Task<StoreBackup> BackupAsync(string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromException<StoreBackup>(new StoreBackupException(
            $"Backups of the keyspace {_options.Keyspace} are made by the database's own tools: snapshots of all nodes (nodetool snapshot), Medusa, or Scylla Manager. See docs/storage.md."));

    /// <summary>Stops what runs in the background and disconnects. May be called more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        Task closing;
        lock (_gate)
            closing = _closing ??= CloseAsync(_opening);
        await closing.ConfigureAwait(false);
    }

    private static void CheckPartitions(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, 1 << 16);
    }

    private async Task CloseAsync(Task<OpenStore>? opening)
    {
        if (opening is null)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _opened = null;
        if (opening.IsCompletedSuccessfully)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private async Task<OpenStore> OpenOnceAsync(int partitions, CancellationToken cancellationToken)
    {
        // The driver resolves names and builds its cluster on the calling thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (cluster, session, info) = await ConnectAsync(partitions, _options.Schema.MigrateAtStart, cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = await CassandraConnection.PrepareAsync(cluster, session, _options, _hooks).ConfigureAwait(false);
            return _opened = new(info, new(connection, info.Partitions, _retention, _clock), _clock, _log, _hooks);
        }
        catch (Exception failure) when (Failures.IsOfStore(failure))
        {
            await cluster.ShutdownAsync().ConfigureAwait(false);
            throw CannotOpen(failure);
        }
    }

    private async Task<(ICluster Cluster, ISession Session, StoreInfo Info)> ConnectAsync(int partitions, bool mayMigrate, CancellationToken cancellationToken)
    {
        ICluster? cluster = null;
        try
        {
            cluster = ClusterFactory.Create(_options);
            using (var bare = await cluster.ConnectAsync().ConfigureAwait(false))
                await KeyspaceMaker.EnsureAsync(new(bare, _clock), _options, cancellationToken).ConfigureAwait(false);
            var session = await KeyspaceMaker.ConnectAsync(cluster, _options.Keyspace, _clock, cancellationToken).ConfigureAwait(false);
            var found = await new SchemaMigrator(cluster, session, _clock, CassandraSchema.Steps).MigrateAsync(partitions, mayMigrate, NewOwner(), cancellationToken).ConfigureAwait(false);
            return (cluster, session, new($"Cassandra {Place}", found.Version, found.Partitions, found.Created));
        }
        catch (Exception failure)
        {
            if (cluster is not null)
                await cluster.ShutdownAsync().ConfigureAwait(false);
            if (Failures.IsOfStore(failure))
                throw CannotOpen(failure);
            throw;
        }
    }

    /// <summary>Names this opening of the store among all processes.</summary>
    private string NewOwner() => FormattableString.Invariant(
        $"{Environment.MachineName}/{Environment.ProcessId}/{Interlocked.Increment(ref _timesOpened)}/{_clock.GetUtcNow().ToUnixTimeMilliseconds()}");

    private StoreOpenException CannotOpen(Exception failure) => new(
        $"The Cassandra store {Place} cannot be opened: {failure.Message} Check JobScheduler:Cassandra (contact points, port, datacenter, user, TLS) and that its nodes are up.",
        failure);
}
