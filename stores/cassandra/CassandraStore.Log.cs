using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra;

/// <content>The owners' side.</content>
public sealed partial class CassandraStore
{
    /// <inheritdoc/>
    public Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken) =>
        At(partition).Terms.AcquireAsync(partition, owner, expectedTerm, cancellationToken);

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (_opened is not { } opened)
            return new(CommitStatus.Rejected, RejectReason.Unavailable, NotOpen);
        if (CommitRules.Check(batch, opened.Info.Partitions) is { } refused)
            return refused;
        try
        {
            // A call that is not waited for goes on: the batch may be with the servers already.
            cancellationToken.ThrowIfCancellationRequested();
            return await opened.Commits.CommitAsync(batch, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(CommitStatus.Unknown, Detail: "not waited for");
        }
    }

    /// <inheritdoc/>
    public Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken)
    {
        var opened = At(partition);
        return opened.Loader.LoadAsync(partition, request, opened.Terms.Find(partition), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var opened = At(partition);
        return opened.Reads.ReadEntriesAsync(partition, line, after, upTo, limit, JobDetail.Page, opened.Terms.Find(partition), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken) =>
        At(partition).Reads.ReadLinesAsync(partition, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken)
    {
        var opened = At(partition);
        return opened.Reads.ReadRunningAsync(partition, opened.Terms.Find(partition), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return At(partition).Reads.ReadSendsAsync(partition, afterId, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken) =>
        At(partition).Reads.ReadQueuesAsync(partition, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken) =>
        At(partition).Reads.ReadCountersAsync(partition, cancellationToken);

    /// <exception cref="ArgumentOutOfRangeException">The store has no such partition.</exception>
    private OpenStore At(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        var opened = Open;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, opened.Info.Partitions);
        return opened;
    }
}
