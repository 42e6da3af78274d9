using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// A store in one SQLite file (with its log beside it while it is open). A commit that is answered Applied is fsync'ed. One
/// process has the file at a time; any number of threads may call.
/// </summary>
/// <remarks>
/// All I/O is on threads of the store: one writes and puts the batches of all partitions that wait into one transaction, four
/// read. No call does I/O on its caller's thread. After <see cref="DisposeAsync"/> commits are answered Rejected(Unavailable) and
/// reads throw <see cref="StoreUnavailableException"/>; to open the file again make a new object.
/// </remarks>
public sealed partial class SqliteStore : IPartitionLog, IJobQueries, IScheduleQueries, IStoreAdmin
{
    // Owners' reads are short and must not wait behind a list; lists are bounded, see ListReader.
    private const int OwnerReaders = 2;
    private const int ListReaders = 2;
    private const long LeastFreeBytes = 2 * StoreLimits.CommitBytes;
    private readonly SqliteStoreHooks _hooks;
    private readonly string _path;
    private readonly Lock _gate = new();
    private Task<Opened>? _opening;
    private Task? _closing;
    private volatile Opened? _opened;

    /// <summary>Names the file; nothing is touched before <see cref="OpenAsync"/>.</summary>
    /// <param name="path">The file; it and its folder are created if missing. Not ":memory:".</param>
    /// <exception cref="ArgumentException">The path is empty or ":memory:".</exception>
    public SqliteStore(string path)
        : this(path, SqliteStoreHooks.None)
    {
    }

    internal SqliteStore(string path, SqliteStoreHooks hooks)
    {
        CheckPath(path);
        _path = path;
        _hooks = hooks;
    }

    /// <inheritdoc/>
    public string? Folder => _opened is { } opened ? Path.GetDirectoryName(opened.File.Path) : null;

    /// <summary>Free space of the disk the file lies on; null before it is open, or if it cannot be told.</summary>
    public long? FreeBytes
    {
        get
        {
            try
            {
                return _opened is { } opened ? new DriveInfo(Path.GetDirectoryName(opened.File.Path)!).AvailableFreeSpace : null;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null;
            }
        }
    }

    internal StoreWriter Writer => Open.Writer;

    private Opened Open => _opened ?? throw new StoreUnavailableException($"The store {_path} is not open.");

    /// <inheritdoc/>
    public async Task<StoreInfo> OpenAsync(int partitions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, 1 << 16);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_opening is { IsFaulted: false } || _closing is not null)
                throw new StoreOpenException($"The store {_path} was opened before; make a new store object to open it again.");
            _opening = StartOpening(partitions);
        }

        return (await _opening.WaitAsync(cancellationToken)).File.Info;
    }

    /// <inheritdoc/>
    /// <remarks>Writes a tiny row like any commit. A disk with less room than two full commits counts as full: a tiny row still
    /// fits where a job does not.</remarks>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(
                rows =>
                {
                    rows.Check();
                    return true;
                },
                cancellationToken);
            return FreeBytes is { } free and < LeastFreeBytes ? $"The disk of the store {_path} is full: {free} bytes are free." : null;
        }
        catch (StoreUnavailableException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Finishes what is under way, copies the log into the file, closes and unlocks it. May be called more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        Task closing;
        lock (_gate)
            closing = _closing ??= CloseAsync(_opening);
        await closing;
    }

    internal static void CheckPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path == ":memory:")
            throw new ArgumentException("A store needs a file; for tests use the in-memory store.", nameof(path));
    }

    private async Task CloseAsync(Task<Opened>? opening)
    {
        if (opening is null)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!opening.IsCompletedSuccessfully)
            return;

        // Backups and readers first: the writer is the last to close, so SQLite removes the log.
        var opened = await opening;
        _opened = null;
        await EndBackupsAsync();
        await Task.WhenAll(opened.OwnerReads.StopAsync(), opened.ListReads.StopAsync());
        await opened.Writer.StopAsync();
    }

    /// <summary>Opens on a thread of its own: checks and migrations are I/O.</summary>
    private Task<Opened> StartOpening(int partitions)
    {
        var answer = new TaskCompletionSource<Opened>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                var file = StoreFile.Open(_path, partitions, _hooks);
                _opened = new(
                    file,
                    new(file, _hooks),
                    new(file.Path, _hooks.Vfs, "jobscheduler-sqlite-owner", OwnerReaders),
                    new(file.Path, _hooks.Vfs, "jobscheduler-sqlite-list", ListReaders));
                answer.SetResult(_opened);
            }
            catch (Exception failure)
            {
                answer.SetException(failure);
            }
        })
        { Name = "jobscheduler-sqlite-open", IsBackground = true }.Start();
        return answer.Task;
    }

    private Task<T> WriteAsync<T>(Func<RowWriters, T> write, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var work = new WriteWork<T>(write);
        return _opened is { } opened && opened.Writer.TryAdd(work)
            ? work.Answer.WaitAsync(cancellationToken)
            : Task.FromException<T>(new StoreUnavailableException($"The store {_path} is not open."));
    }

    private Task<T> ReadAsync<T>(Func<RowReaders, T> read, CancellationToken cancellationToken) => _opened is { } opened
        ? opened.OwnerReads.ReadAsync(read, cancellationToken)
        : Task.FromException<T>(new StoreUnavailableException($"The store {_path} is not open."));

    private Task<T> ListAsync<T>(Func<RowReaders, T> read, CancellationToken cancellationToken) => _opened is { } opened
        ? opened.ListReads.ReadAsync(read, cancellationToken)
        : Task.FromException<T>(new StoreUnavailableException($"The store {_path} is not open."));

    /// <exception cref="ArgumentOutOfRangeException">The store has no such partition.</exception>
    private void CheckPartition(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        if (_opened is { } opened)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, opened.File.Info.Partitions);
    }

    private sealed record Opened(StoreFile File, StoreWriter Writer, ReaderPool OwnerReads, ReaderPool ListReads);
}
