using JobScheduler.Grains.Storage;

namespace JobScheduler.Simulation;

/// <summary>Passes everything to another log; a subclass may come between.</summary>
internal abstract class PassingLog(IPartitionLog inner) : IPartitionLog
{
    protected IPartitionLog Inner => inner;

    public virtual Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken) =>
        CallAsync(() => inner.AcquireTermAsync(partition, owner, expectedTerm, cancellationToken));

    public virtual Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        CallAsync(() => inner.CommitAsync(batch, cancellationToken));

    public Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken) =>
        CallAsync(() => inner.LoadAsync(partition, request, cancellationToken));

    public Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadEntriesAsync(partition, line, after, upTo, limit, cancellationToken));

    public Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadLinesAsync(partition, cancellationToken));

    public Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadRunningAsync(partition, cancellationToken));

    public Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadSendsAsync(partition, afterId, limit, cancellationToken));

    public Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadQueuesAsync(partition, cancellationToken));

    public Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadCountersAsync(partition, cancellationToken));

    protected virtual Task<T> CallAsync<T>(Func<Task<T>> call) => call();
}
