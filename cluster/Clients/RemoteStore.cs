using JobScheduler.Grains.Storage;

namespace JobScheduler.Cluster.Clients;

/// <summary>What stands for the store where there is none: partitions are not owned here, and reads go to the silos.</summary>
internal sealed class RemoteStore : IStoreAdmin, IPartitionLog
{
    public string? Folder => null;

    public long? FreeBytes => null;

    /// <summary>The four roles.</summary>
    public static JobStore Over(RemoteQueries queries)
    {
        var store = new RemoteStore();
        return new JobStore(store, queries, queries, store);
    }

    // The silos cannot be asked yet: their number is compared once they can.
    public Task<StoreInfo> OpenAsync(int partitions, CancellationToken cancellationToken) => Task.FromResult(new StoreInfo("the silos' store", 0, partitions, false));

    public Task<string?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task<StoreBackup> BackupAsync(string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        throw new StoreBackupException("A client has no store. Ask a silo for a backup.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken) => throw NotAnOwner();

    public Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken) => throw NotAnOwner();

    private static NotSupportedException NotAnOwner() => new("A client owns no partition.");
}
