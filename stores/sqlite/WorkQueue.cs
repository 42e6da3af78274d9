using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// A queue served by threads of its own, so that SQLite's blocking I/O is never on a caller's thread. What was accepted is
/// taken before the threads end.
/// </summary>
/// <typeparam name="T">What is queued.</typeparam>
internal sealed class WorkQueue<T>
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<T> _items = new();
    private int _threads;
    private bool _stopping;

    /// <summary>Completes when <see cref="Stop"/> was called and all threads have ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _items.Count == 0;
        }
    }

    /// <summary>Starts threads that each run <paramref name="loop"/> once.</summary>
    public void Start(string name, int threads, Action loop)
    {
        _threads = threads;
        for (var i = 0; i < threads; i++)
        {
            new Thread(() =>
            {
                loop();
                if (Interlocked.Decrement(ref _threads) == 0)
                    _ended.SetResult();
            })
            { Name = name, IsBackground = true }.Start();
        }
    }

    /// <summary>False: it is stopping, the item was not accepted.</summary>
    public bool TryAdd(T item)
    {
        lock (_gate)
        {
            if (_stopping)
                return false;
            _items.Enqueue(item);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for an item; false: there will be none.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            Await();
            return _items.TryDequeue(out item);
        }
    }

    /// <summary>Waits for an item and takes all there are; false: there will be none.</summary>
    public bool TryTakeAll(List<T> items)
    {
        lock (_gate)
        {
            Await();
            items.AddRange(_items);
            _items.Clear();
            return items.Count > 0;
        }
    }

    /// <summary>Accepts nothing more; the threads end when the queue is empty.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Await()
    {
        while (_items.Count == 0 && !_stopping)
            Monitor.Wait(_gate);
    }
}
