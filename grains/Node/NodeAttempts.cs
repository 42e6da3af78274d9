using System.Collections.Concurrent;
using System.Diagnostics;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Node;

/// <summary>The attempts of this node, by job: what lists show beyond rows, what a drain waits for. Thread-safe.</summary>
/// <param name="clock">Tells how long a handler is stuck.</param>
public sealed class NodeAttempts(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, AttemptControl> _attempts = new();
    private readonly Lock _gate = new();
    private readonly HashSet<(int Partition, long Token)> _dispatched = [];
    private TaskCompletionSource? _idle;

    /// <summary>All of them, oldest claim of each partition first; a moment's view. The order does not depend on hash codes.</summary>
    public IReadOnlyCollection<AttemptControl> All =>
        [.. _attempts.Values.OrderBy(attempt => attempt.Order.Token).ThenBy(attempt => attempt.Order.Partition)];

    /// <summary>Handlers that do not let go.</summary>
    public StuckHandlers Stuck { get; } = new(clock);

    /// <summary>True from the start of a drain: no attempt is begun any more.</summary>
    public bool Draining { get; private set; }

    /// <summary>An attempt begins its life; it replaces an older one of the job. False: one of its token, or a newer one, is known.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="known">The attempt of the job that was known before; null: none.</param>
    public bool TryAdd(AttemptControl attempt, out AttemptControl? known)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        while (true)
        {
            if (_attempts.TryAdd(attempt.Order.JobId, attempt))
            {
                known = null;
                return true;
            }

            if (!_attempts.TryGetValue(attempt.Order.JobId, out known))
                continue;
            if (known.Order.Token >= attempt.Order.Token)
                return false;
            if (_attempts.TryUpdate(attempt.Order.JobId, attempt, known))
                return true;
        }
    }

    /// <summary>The attempt of a token; null: it is not here.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="token">The fencing token.</param>
    public AttemptControl? Find(string jobId, long token) =>
        _attempts.TryGetValue(jobId, out var attempt) && attempt.Order.Token == token ? attempt : null;

    /// <summary>Its report was accepted, or it is stale.</summary>
    /// <param name="attempt">The attempt.</param>
    public void Remove(AttemptControl attempt)
    {
        _attempts.TryRemove(new(attempt.Order.JobId, attempt));
        if (!_attempts.IsEmpty)
            return;
        lock (_gate)
        {
            if (!_attempts.IsEmpty)
                return;
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    /// <summary>Whether an attempt of a job is here.</summary>
    /// <param name="jobId">The job.</param>
    public bool IsKnown(string jobId) => _attempts.ContainsKey(jobId);

    /// <summary>Whether an attempt of this node has this token.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="token">The fencing token.</param>
    public bool Has(string jobId, long token) => Find(jobId, token) is not null;

    /// <summary>A claim is durable and goes to its job: from here on its slot is given back once, whoever hears first that it ended.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="token">Its fencing token.</param>
    public void Dispatched(int partition, long token)
    {
        lock (_gate)
            _dispatched.Add((partition, token));
    }

    /// <summary>
    /// True once per dispatched token. Where the answer to a start is lost, both the partition and the job say that the attempt ended.
    /// </summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="token">Its fencing token.</param>
    public bool TryEnd(int partition, long token)
    {
        lock (_gate)
            return _dispatched.Remove((partition, token));
    }

    /// <summary>When the handler of a claimed job was entered here; null if it was not.</summary>
    /// <param name="job">A claimed row.</param>
    public long? BegunAt(JobRecord job) =>
        Find(job.JobId, job.Token)?.BegunAt;

    /// <summary>What the handler of an attempt threw; null if it did not, or if the attempt is not of this node.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="token">The fencing token.</param>
    public Exception? ExceptionOf(string jobId, long token) =>
        Find(jobId, token)?.Exception;

    /// <summary>The activity of an attempt whose handler returned; default if it is not known here.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="token">The fencing token.</param>
    public ActivityContext TraceOf(string jobId, long token) =>
        Find(jobId, token)?.Trace ?? default;

    /// <summary>Begins no further attempt; those that still wait for a slot are taken back.</summary>
    public void BeginDrain()
    {
        Draining = true;
        foreach (var attempt in All)
            attempt.TryTakeBack();
    }

    /// <summary>Fires the tokens of all attempts: the drain time is over.</summary>
    public void StopAll()
    {
        foreach (var attempt in All)
            attempt.RequestStop(StopCause.Drained);
    }

    /// <summary>Takes back the attempts of paused queues that still wait for a slot.</summary>
    /// <param name="isPaused">Which queues are paused.</param>
    public void TakeBackPaused(Func<string, bool> isPaused)
    {
        ArgumentNullException.ThrowIfNull(isPaused);
        foreach (var attempt in All.Where(attempt => isPaused(attempt.Order.Spec.Queue)))
            attempt.TryTakeBack();
    }

    /// <summary>Completes when no attempt is left.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            if (_attempts.IsEmpty)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}
