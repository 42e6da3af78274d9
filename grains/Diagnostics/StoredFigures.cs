using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// Counts of the whole store, read only when somebody asks, by one reading at a time and at most every 5 s. Who asks gets the last
/// reading at once; one older than a minute is no longer shown, so that a store out of reach does not look calm. Thread-safe.
/// </summary>
internal sealed class StoredFigures(SchedulerNode node, JobStore store, IHandlerInvoker handlers)
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private Task _reading = Task.CompletedTask;
    private long? _askedAt;
    private StoredSnapshot? _newest;

    /// <summary>How old the last reading is; null before the first.</summary>
    public TimeSpan? Age => Volatile.Read(ref _newest) is { } newest ? node.Clock.GetElapsedTime(newest.ReadAt) : null;

    /// <summary>The last reading, if it is young enough to be shown. Starts another one if it is time, and does not wait for it.</summary>
    public StoredSnapshot? Newest
    {
        get
        {
            _ = RefreshAsync();
            return Age < ShownFor ? Volatile.Read(ref _newest) : null;
        }
    }

    /// <summary>Starts a reading if it is time; completes when the one under way does. Never fails.</summary>
    public Task RefreshAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_reading.IsCompleted || node.Closed.IsCancellationRequested || (_askedAt is { } at && node.Clock.GetElapsedTime(at) < ReadEvery))
                return _reading;
            _askedAt = node.Clock.GetTimestamp();
            _reading = done.Task;
        }

        _ = ReadAsync(done);
        return done.Task;
    }

    private async Task ReadAsync(TaskCompletionSource done)
    {
        try
        {
            var readAt = node.Clock.GetTimestamp();
            var counters = await store.Queries.CountAsync(node.Closed);
            var waiting = counters.Any(counter => counter.State is StoredState.Waiting or StoredState.Lined);
            var oldest = waiting ? await store.Queries.OldestQueuedAsync(node.Now, node.Closed) : new Dictionary<string, long>();
            Volatile.Write(ref _newest, StoredSnapshot.Of(readAt, counters, oldest, store.Admin.FreeBytes, node, handlers));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it was, there are no newer figures: their age says so, and the next reading tries again.
            if (e is not OperationCanceledException)
                node.Metrics.Store.Unavailable();
        }
        finally
        {
            done.SetResult();
        }
    }
}
