using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <summary>
/// Passes calls to another store and lets a strategy spoil some of them, the way disks and networks do. Fencing is never faked:
/// a commit is fenced only because the store behind says so.
/// </summary>
/// <remarks>
/// It reads no clock and no randomness and starts no thread: all waits are tasks of the strategy, so a run is as repeatable as
/// the strategy is. The strategy is called once per call, on the caller's thread, before anything else.
/// </remarks>
public sealed class FaultInjectingStore : IPartitionLog
{
    private readonly IPartitionLog _inner;
    private readonly Func<StoreCall, StoreFault> _strategy;
    private readonly TaskScheduler _scheduler;
    private int _pending;
    private Exception? _lateFailure;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store behind.</param>
    /// <param name="strategy">What happens to each call.</param>
    /// <param name="scheduler">Where commits that apply later run; default: the scheduler that is current now.</param>
    public FaultInjectingStore(IPartitionLog inner, Func<StoreCall, StoreFault> strategy, TaskScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(strategy);
        _inner = inner;
        _strategy = strategy;
        _scheduler = scheduler ?? TaskScheduler.Current;
    }

    /// <summary>Commits answered Unknown that have not reached the store yet.</summary>
    public int PendingCommits => Volatile.Read(ref _pending);

    /// <inheritdoc/>
    public Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.AcquireTerm, partition, () => _inner.AcquireTermAsync(partition, owner, expectedTerm, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var call = new StoreCall(StoreOperation.Commit, batch.Partition, batch);
        var fault = Ask(call);
        if (fault.Until is { } until && !await WaitedForAsync(until, cancellationToken))
            return Unknown("not waited for");
        switch (fault.Kind)
        {
            case StoreFault.Effect.Pass:
                return await _inner.CommitAsync(batch, cancellationToken);
            case StoreFault.Effect.UnknownNotApplied:
                return Unknown("injected, not applied");
            case StoreFault.Effect.UnknownApplied:
                await _inner.CommitAsync(batch, cancellationToken);
                return Unknown("injected, applied unless fenced");
            case StoreFault.Effect.UnknownAppliesLater:
                ApplyLater(batch, fault.When!);
                return Unknown("injected, may apply later");
            case StoreFault.Effect.Reject:
                return fault.Answer!;
            default:
                throw Unsuited(call, fault);
        }
    }

    /// <inheritdoc/>
    public Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.Load, partition, () => _inner.LoadAsync(partition, request, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadEntries, partition, () => _inner.ReadEntriesAsync(partition, line, after, upTo, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadLines, partition, () => _inner.ReadLinesAsync(partition, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadRunning, partition, () => _inner.ReadRunningAsync(partition, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadSends, partition, () => _inner.ReadSendsAsync(partition, afterId, limit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadQueues, partition, () => _inner.ReadQueuesAsync(partition, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ReadCounters, partition, () => _inner.ReadCountersAsync(partition, cancellationToken), cancellationToken);

    private StoreFault Ask(StoreCall call)
    {
        if (Interlocked.Exchange(ref _lateFailure, null) is { } failure)
            throw new InvalidOperationException("A commit that was to apply later failed; a store must answer instead.", failure);
        return _strategy(call);
    }

    private async Task<T> CallAsync<T>(StoreOperation operation, int partition, Func<Task<T>> inner, CancellationToken cancellationToken)
    {
        var call = new StoreCall(operation, partition);
        var fault = Ask(call);
        if (fault.Until is { } until)
            await until.WaitAsync(cancellationToken);
        switch (fault.Kind)
        {
            case StoreFault.Effect.Pass:
                return await inner();
            case StoreFault.Effect.Unavailable:
                throw new StoreUnavailableException("Injected: nothing was done.");
            case StoreFault.Effect.UnavailableAfterwards:
                await inner();
                throw new StoreUnavailableException("Injected: it was done all the same.");
            default:
                throw Unsuited(call, fault);
        }
    }

    private void ApplyLater(CommitBatch batch, Task when)
    {
        Interlocked.Increment(ref _pending);
        when.ContinueWith(
            async reached =>
            {
                try
                {
                    if (reached.IsCompletedSuccessfully)
                        await _inner.CommitAsync(batch, CancellationToken.None);
                }
                catch (Exception failure)
                {
                    // Nobody waits for it any more: the next call tells.
                    Volatile.Write(ref _lateFailure, failure);
                }
                finally
                {
                    Interlocked.Decrement(ref _pending);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            _scheduler);
    }

    private static async Task<bool> WaitedForAsync(Task until, CancellationToken cancellationToken)
    {
        try
        {
            await until.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static CommitResult Unknown(string detail) => new(CommitStatus.Unknown, Detail: detail);

    private static InvalidOperationException Unsuited(StoreCall call, StoreFault fault) =>
        new($"The strategy answered {fault.Kind} to {call.Operation}: commits cannot throw, and nothing but a commit can be answered.");
}
