using System.Collections.Concurrent;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>Tells watchers that a job has changed; they read it again, so that changes merge and the newest always arrives. Thread-safe.</summary>
public sealed class JobEventHub
{
    private readonly ConcurrentDictionary<string, Watch[]> _watches = new();

    /// <summary>Jobs that are watched.</summary>
    internal int Watched => _watches.Count;

    /// <summary>A job's row, or what is shown of it, has changed.</summary>
    /// <param name="jobId">The job.</param>
    public void Signal(string jobId)
    {
        if (_watches.TryGetValue(jobId, out var watches))
        {
            foreach (var watch in watches)
                watch.Ring();
        }
    }

    /// <summary>Whoever watches anything reads it again: what was told here is perhaps told elsewhere from now on.</summary>
    public void SignalAll()
    {
        foreach (var watches in _watches.Values)
        {
            foreach (var watch in watches)
                watch.Ring();
        }
    }

    /// <summary>Begins to watch a job; subscribe before the first read, so that no change is missed.</summary>
    /// <param name="jobId">The job; it need not exist.</param>
    public Watch Subscribe(string jobId)
    {
        var watch = new Watch(this, jobId);
        _watches.AddOrUpdate(jobId, _ => [watch], (_, others) => [.. others, watch]);
        return watch;
    }

    private void Remove(Watch watch)
    {
        while (_watches.TryGetValue(watch.JobId, out var watches))
        {
            var left = watches.Where(other => other != watch).ToArray();
            if (left.Length == 0
                ? _watches.TryRemove(new KeyValuePair<string, Watch[]>(watch.JobId, watches))
                : _watches.TryUpdate(watch.JobId, left, watches))
                return;
        }
    }

    /// <summary>One watcher of one job.</summary>
    public sealed class Watch : IDisposable
    {
        private readonly JobEventHub _hub;
        private readonly Lock _gate = new();
        private TaskCompletionSource? _waiter;
        private bool _rang;

        internal Watch(JobEventHub hub, string jobId)
        {
            _hub = hub;
            JobId = jobId;
        }

        internal string JobId { get; }

        /// <summary>Completes at the next change; at once if there was one since the last call.</summary>
        /// <param name="cancellationToken">Stops waiting.</param>
        public async Task NextAsync(CancellationToken cancellationToken)
        {
            Task wait;
            lock (_gate)
            {
                if (_rang)
                {
                    _rang = false;
                    return;
                }

                _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiter.Task;
            }

            await wait.WaitAsync(cancellationToken);
            lock (_gate)
                _rang = false;
        }

        /// <inheritdoc/>
        public void Dispose() => _hub.Remove(this);

        internal void Ring()
        {
            lock (_gate)
            {
                _rang = true;
                _waiter?.TrySetResult();
            }
        }
    }
}
