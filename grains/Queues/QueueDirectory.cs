using System.Collections.Immutable;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Queues;

/// <summary>
/// This node's copy of which queues are paused. Changes are pushed by the queue's partition and the whole is read again every
/// 500 ms; partitions claim only while the copy is younger than 1 s. Thread-safe.
/// </summary>
public sealed class QueueDirectory(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, QueueRecord> _queues = ImmutableDictionary<string, QueueRecord>.Empty;
    private ImmutableHashSet<string> _paused = [];
    private long _readAt = long.MinValue;

    /// <summary>How often the copy is read again.</summary>
    public static TimeSpan ReadEvery { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A copy older than this is not trusted.</summary>
    public static TimeSpan TrustFor { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Raised after a queue was paused or resumed, or the copy became trusted again; outside the lock.</summary>
    public event Action? Changed;

    /// <summary>The paused queues.</summary>
    public IReadOnlySet<string> Paused => _paused;

    /// <summary>Whether a queue is paused.</summary>
    /// <param name="queue">Its name.</param>
    public bool IsPaused(string queue) => _paused.Contains(queue);

    /// <summary>A queue's row, or null.</summary>
    /// <param name="queue">Its name.</param>
    public QueueRecord? Find(string queue) => _queues.GetValueOrDefault(queue);

    /// <summary>Whether the copy is young enough to claim by it. Measured by the monotonic clock: steps of the wall clock do not matter.</summary>
    public bool IsTrusted => _readAt != long.MinValue && clock.GetElapsedTime(_readAt) < TrustFor;

    /// <summary>A partition has committed a queue's row.</summary>
    /// <param name="queue">The row.</param>
    public void Push(QueueRecord queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        lock (_gate)
        {
            Take(queue);
        }

        Changed?.Invoke();
    }

    /// <summary>The rows were read.</summary>
    /// <param name="queues">All queue rows.</param>
    /// <param name="readAt"><see cref="TimeProvider.GetTimestamp"/> before the read began.</param>
    public void Refresh(IReadOnlyList<QueueRecord> queues, long readAt)
    {
        ArgumentNullException.ThrowIfNull(queues);
        bool changed;
        lock (_gate)
        {
            changed = !IsTrusted;
            foreach (var queue in queues)
                changed |= Take(queue);
            _readAt = readAt;
        }

        if (changed)
            Changed?.Invoke();
    }

    // A read that began before a push may bring the row as it was before: the version decides.
    private bool Take(QueueRecord queue)
    {
        if (_queues.TryGetValue(queue.Name, out var known) && known.Version >= queue.Version)
            return false;
        _queues = _queues.SetItem(queue.Name, queue);
        _paused = queue.Paused ? _paused.Add(queue.Name) : _paused.Remove(queue.Name);
        return true;
    }
}
