using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <summary>
/// A whole store in memory, for tests and simulations: nothing survives the process. It is safe for any number of threads, and
/// every call completes on the caller's thread before it returns, so it also works on a single-threaded deterministic scheduler.
/// </summary>
/// <remarks>
/// The rows live as long as the object: a store that was disposed may be opened again and has what it had, like a file that is
/// closed and opened. While it is closed commits are answered Rejected(Unavailable) and reads throw <see cref="StoreUnavailableException"/>.
/// </remarks>
public sealed partial class InMemoryStore : IPartitionLog, IJobQueries, IScheduleQueries, IStoreAdmin
{
    private readonly Lock _lock = new();
    private MemoryPartition[] _partitions = [];
    private bool _open;

    /// <inheritdoc/>
    public long? FreeBytes => null;

    /// <inheritdoc/>
    public string? Folder => null;

    /// <summary>All rows, for audits on the thread that uses the store.</summary>
    internal IReadOnlyList<MemoryPartition> Partitions => _partitions;

    /// <inheritdoc/>
    public Task<StoreInfo> OpenAsync(int partitions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, 1 << 16);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_open)
                throw new StoreOpenException("The in-memory store is open already; open it once.");
            var created = _partitions.Length == 0;
            if (created)
                _partitions = [.. Enumerable.Range(0, partitions).Select(p => new MemoryPartition(p))];
            _open = true;
            return Task.FromResult(new StoreInfo("in memory", 1, _partitions.Length, created));
        }
    }

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_open ? null : Closed);
    }

    /// <inheritdoc/>
    /// <remarks>Always refused: what is in memory only is in no file.</remarks>
    public Task<StoreBackup> BackupAsync(string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        Task.FromException<StoreBackup>(new StoreBackupException("The in-memory store cannot be backed up: it keeps nothing on disk. Use a store that does."));

    /// <summary>Closes the store; its rows stay and are there when it is opened again.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            _open = false;
        return ValueTask.CompletedTask;
    }

    private static string Closed => "the in-memory store is not open";

    /// <summary>Runs a read at one moment.</summary>
    private Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        lock (_lock)
            return _open ? Task.FromResult(read()) : Task.FromException<T>(new StoreUnavailableException("The in-memory store is not open."));
    }

    private Task<T> ReadAsync<T>(int partition, Func<MemoryPartition, T> read, CancellationToken cancellationToken) =>
        ReadAsync(() => read(At(partition)), cancellationToken);

    private MemoryPartition At(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _partitions.Length);
        return _partitions[partition];
    }
}
