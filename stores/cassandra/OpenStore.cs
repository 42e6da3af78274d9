using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Archive;
using JobScheduler.Stores.Cassandra.Log;
using JobScheduler.Stores.Cassandra.Queries;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Stores.Cassandra;

/// <summary>What there is while the store is open.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    public OpenStore(StoreInfo info, StoreParts parts, TimeProvider clock, ILogger log, CassandraStoreHooks hooks)
    {
        (Info, Parts) = (info, parts);
        Terms = new(parts, Signal);
        Reads = new(parts);
        Schedules = new(parts.Connection, parts.Payloads);
        Loader = new(parts, Reads, Schedules);
        Commits = new(parts, Terms, new(parts, Reads, Loader), Signal);
        Lookup = new(parts, Reads);
        Queues = new(this, clock);
        Archiver = new(new(parts, Lookup), Terms.Find, clock, log, hooks.Archived);
    }

    public StoreInfo Info { get; }

    public StoreParts Parts { get; }

    public PartitionTerms Terms { get; }

    public PartitionReads Reads { get; }

    public ScheduleRows Schedules { get; }

    public PartitionLoader Loader { get; }

    public CommitRunner Commits { get; }

    public JobLookup Lookup { get; }

    public QueueReader Queues { get; }

    public Archiver Archiver { get; }

    /// <summary>Asks all partitions the same.</summary>
    public Task<T[]> OfAllPartitionsAsync<T>(Func<int, Task<T>> read) => Task.WhenAll(Enumerable.Range(0, Info.Partitions).Select(read));

    public async ValueTask DisposeAsync()
    {
        await Archiver.DisposeAsync().ConfigureAwait(false);
        await Parts.Connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Signal(int partition) => Archiver.Signal(partition);
}
