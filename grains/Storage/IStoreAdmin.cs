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

    /// <summary>Free space where the data lies; null if that is not a disk of this node.</summary>
    long? FreeBytes { get; }
}

/// <summary>What was opened.</summary>
/// <param name="Description">For people: the kind of store and where it lies.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="Partitions">Number of partitions it was created with.</param>
/// <param name="Created">True: it did not exist before.</param>
public sealed record StoreInfo(string Description, int SchemaVersion, int Partitions, bool Created);

/// <summary>A store: the four roles, usually played by one class.</summary>
/// <param name="Log">The owners' side.</param>
/// <param name="Queries">Reads of jobs.</param>
/// <param name="Schedules">Reads of schedules.</param>
/// <param name="Admin">Open, check, close.</param>
public sealed record JobStore(IPartitionLog Log, IJobQueries Queries, IScheduleQueries Schedules, IStoreAdmin Admin);

/// <summary>The store is out of reach for now.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store cannot be opened: the message names it, says why and what to do.</summary>
public sealed class StoreOpenException(string message, Exception? inner = null) : Exception(message, inner);
