namespace JobScheduler.Grains.Storage;

/// <summary>Opens, checks and closes a store.</summary>
public interface IStoreAdmin : IAsyncDisposable
{
    /// <summary>Creates or migrates the store and makes it ready. Called once, before any other use.</summary>
    /// <param name="partitions">Wanted number of partitions; a store that exists keeps its own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StoreOpenException">It cannot be opened: the message names it and says what to do. Nothing was changed.</exception>
    Task<StoreInfo> OpenAsync(int partitions, CancellationToken cancellationToken);

    /// <summary>Whether the store can be written now: null, or why not.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<string?> CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes a copy of the store as it is now while it goes on working: all that was answered before the call is in it. The copy is
    /// checked as <c>verify</c> does, is on disk when this returns, and has its name only then.
    /// </summary>
    /// <param name="target">The file to make; it must not exist. Its folder is created if missing.</param>
    /// <param name="progress">Told now and then, on a thread of the store.</param>
    /// <param name="cancellationToken">Stops the work and waits until its rest is removed.</param>
    /// <exception cref="StoreBackupException">There is no copy: the message says why.</exception>
    Task<StoreBackup> BackupAsync(string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken);

    /// <summary>The folder of the data; null if that is not a folder of this node, or before the store is open.</summary>
    string? Folder { get; }

    /// <summary>Free space where the data lies; null if that is not a disk of this node.</summary>
    long? FreeBytes { get; }
}

/// <summary>What was opened.</summary>
/// <param name="Description">For people: the kind of store and where it lies.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="Partitions">Number of partitions it was created with.</param>
/// <param name="Created">True: it did not exist before.</param>
public sealed record StoreInfo(string Description, int SchemaVersion, int Partitions, bool Created);

/// <summary>How far a backup is.</summary>
/// <param name="Bytes">Written.</param>
/// <param name="TotalBytes">To be written, as known now.</param>
public sealed record BackupProgress(long Bytes, long TotalBytes);

/// <summary>A finished backup.</summary>
/// <param name="File">The file, its whole path.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StoreBackup(string File, long Bytes);

/// <summary>A store: the four roles, usually played by one class.</summary>
/// <param name="Log">The owners' side.</param>
/// <param name="Queries">Reads of jobs.</param>
/// <param name="Schedules">Reads of schedules.</param>
/// <param name="Admin">Open, check, close.</param>
public sealed record JobStore(IPartitionLog Log, IJobQueries Queries, IScheduleQueries Schedules, IStoreAdmin Admin);

/// <summary>The store is out of reach for now.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A backup was not made, or cannot be used: the message says why and what to do.</summary>
public sealed class StoreBackupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store cannot be opened: the message names it, says why and what to do.</summary>
public sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner);
