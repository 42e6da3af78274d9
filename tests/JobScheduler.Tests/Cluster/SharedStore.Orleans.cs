using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Tests.Cluster;

/// <summary>One store in memory for several hosts: it is opened once, and none of them closes it for the others.</summary>
internal sealed class SharedStore(InMemoryStore store) : IStoreAdmin
{
    public string? Folder => null;

    public long? FreeBytes => null;

    public JobStore Roles => new(store, store, store, this);

    public Task<StoreInfo> OpenAsync(int partitions, CancellationToken cancellationToken) =>
        Task.FromResult(new StoreInfo("in memory, shared", 1, store.Partitions.Count, false));

    public Task<string?> CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    public Task<StoreBackup> BackupAsync(string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        store.BackupAsync(target, progress, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
