using System.Collections.Concurrent;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Log;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <summary>
/// Does the chores of the partitions that this process owns, in the background: one loop, woken by commits, a few partitions at a time.
/// Everything it does can be done again, by another process too; so nothing is lost when a partition moves, and nobody waits for it.
/// </summary>
internal sealed partial class Archiver : IAsyncDisposable
{
    private const int PartitionsAtOnce = 4;

    // Chores gather meanwhile, and whoever submitted a short job usually asks for its result by then: from the live row.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(5);
    private readonly ArchivePass _pass;
    private readonly Func<int, PartitionState?> _stateOf;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Action<int> _archived;
    private readonly ConcurrentDictionary<int, bool> _waiting = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _stopSource = new();
    private readonly CancellationToken _stop;
    private readonly Task _work;

    public Archiver(ArchivePass pass, Func<int, PartitionState?> stateOf, TimeProvider clock, ILogger log, Action<int> archived)
    {
        (_pass, _stateOf, _clock, _log, _archived) = (pass, stateOf, clock, log, archived);
        _stop = _stopSource.Token;
        _work = WorkAsync();
    }

    /// <summary>The partition has chores, perhaps.</summary>
    public void Signal(int partition)
    {
        if (_waiting.TryAdd(partition, true) && !_stop.IsCancellationRequested)
            _signal.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopSource.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stopSource.Dispose();
        _signal.Dispose();
    }

    private async Task WorkAsync()
    {
        // Off the thread of whoever opens the store.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stop.IsCancellationRequested)
        {
            await _signal.WaitAsync(_stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!await RestAsync(Rest).ConfigureAwait(false))
                return;
            var partitions = TakeWaiting();
            var failed = false;
            foreach (var some in partitions.Chunk(PartitionsAtOnce))
                failed |= (await Task.WhenAll(some.Select(PassAsync)).ConfigureAwait(false)).Contains(false);
            if (failed && !await RestAsync(RestAfterFailure).ConfigureAwait(false))
                return;
        }
    }

    private int[] TakeWaiting()
    {
        // One signal is enough to come here; those of the partitions that are taken now are spent.
        while (_signal.Wait(0, CancellationToken.None))
        {
        }

        var partitions = _waiting.Keys.ToArray();
        foreach (var partition in partitions)
            _waiting.TryRemove(partition, out _);
        return partitions;
    }

    /// <summary>False: it failed, and the partition is looked at again.</summary>
    private async Task<bool> PassAsync(int partition)
    {
        try
        {
            while (_stateOf(partition) is { } state && await _pass.RunAsync(partition, state, _stop).ConfigureAwait(false))
                _archived(partition);
            _archived(partition);
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return true;
        }
        catch (StoreUnavailableException failure)
        {
            LogUnavailable(failure);
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested)
        {
            LogFailed(partition, failure);
        }

        Signal(partition);
        return false;
    }

    /// <summary>False: it is to stop.</summary>
    private async Task<bool> RestAsync(TimeSpan time)
    {
        await Task.Delay(time, _clock, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stop.IsCancellationRequested;
    }
}
