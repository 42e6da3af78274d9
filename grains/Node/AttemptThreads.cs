using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Node;

/// <summary>
/// Threads of their own for handlers. A handler that blocks holds one of these and none of the thread pool, on which requests,
/// timers and the grains depend.
/// </summary>
/// <remarks>
/// As many threads as processors take tasks. More come only when tasks wait and none was taken for <see cref="StepMs"/>: then
/// every thread is held, and their number doubles, up to the bound. The thread that became idle last is woken first, so that those
/// nobody needs stay idle; threads beyond the processors end when they were idle for <see cref="IdleMs"/>. One thread is woken at a
/// time, and wakes the next before it begins its task if more wait: short handlers need few wake-ups, and none waits behind one that
/// blocks. What a handler moves to the pool itself (<c>Task.Run</c>, <c>ConfigureAwait(false)</c>) runs there.
/// </remarks>
public sealed class AttemptThreads : TaskScheduler, IDisposable
{
    private const int StepMs = 10;
    private const int IdleMs = 5_000;

    [ThreadStatic]
    private static AttemptThreads? _owner;

    private static readonly int Least = Environment.ProcessorCount;
    private readonly object _gate = new();
    private readonly Queue<Task> _tasks = new();
    private readonly AutoResetEvent _wanted = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _watch;
    private readonly int _most;
    private readonly List<ManualResetEventSlim> _idle = [];
    private int _threads;
    private bool _waking;
    private long _taken;
    private bool _watching;
    private bool _stopped;

    /// <summary>Starts it; threads come with the first tasks.</summary>
    /// <param name="slots">Attempts that may run at the same time. Each may hold two threads: one for its handler, one for what that
    /// registered on its cancellation token.</param>
    public AttemptThreads(int slots)
    {
        _most = (2 * slots) + Least;
        _watch = new Thread(Watch) { IsBackground = true, Name = "JobScheduler attempt watch" };
        _watch.Start();
    }

    /// <summary>Threads that exist now.</summary>
    public int Threads
    {
        get
        {
            lock (_gate)
                return _threads;
        }
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => _most;

    /// <summary>Idle threads end, busy ones after what they do. What is queued later still runs.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            _stopped = true;
            foreach (var idle in _idle)
                idle.Set();
            _idle.Clear();
        }

        _stop.Set();
        _wanted.Set();
        _watch.Join();
        _wanted.Dispose();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _tasks.Enqueue(task);
            WakeNext();
            if (_idle.Count + (_waking ? 1 : 0) >= _tasks.Count)
                return;
            // Once stopped nobody watches any more: each task that finds no thread gets one.
            if (_threads < Least || (_stopped && _threads < _most))
                AddThread();
            if (_watching || _stopped)
                return;
            _watching = true;
            _wanted.Set();
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        _owner == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _tasks];
    }

    private void AddThread()
    {
        _threads++;
        new Thread(Work) { IsBackground = true, Name = "JobScheduler attempt" }.UnsafeStart();
    }

    private void Work()
    {
        _owner = this;
        using var wake = new ManualResetEventSlim(false, spinCount: 0);
        while (TryTake(wake, out var task))
            TryExecuteTask(task);
    }

    private bool TryTake(ManualResetEventSlim wake, [NotNullWhen(true)] out Task? task)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_tasks.TryDequeue(out task))
                {
                    _taken++;
                    WakeNext();
                    return true;
                }

                if (_stopped)
                {
                    _threads--;
                    return false;
                }

                wake.Reset();
                _idle.Add(wake);
            }

            if (!IsWoken(wake))
                return false;
        }
    }

    /// <summary>Waits; false: nobody needed the thread for long, and it is to end.</summary>
    private bool IsWoken(ManualResetEventSlim wake)
    {
        var signalled = wake.Wait(IdleMs);
        lock (_gate)
        {
            if (signalled || !_idle.Remove(wake))
            {
                _waking = false;
                return true;
            }

            if (_threads <= Least || _tasks.Count > 0)
                return true;
            _threads--;
            return false;
        }
    }

    /// <summary>Under the lock: wakes a thread if a task waits, one is idle and none is on its way.</summary>
    private void WakeNext()
    {
        if (_waking || _tasks.Count == 0 || _idle.Count == 0)
            return;
        _waking = true;
        _idle[^1].Set();
        _idle.RemoveAt(_idle.Count - 1);
    }

    /// <summary>Sleeps while nothing waits; else looks whether anything was taken since the last look.</summary>
    private void Watch()
    {
        while (!_stopped)
        {
            _wanted.WaitOne();
            var seen = -1L;
            while (StillWaiting(ref seen) && !_stop.WaitOne(StepMs))
            {
                // The next look.
            }
        }
    }

    private bool StillWaiting(ref long seen)
    {
        lock (_gate)
        {
            if (_tasks.Count == 0)
            {
                _watching = false;
                return false;
            }

            if (_taken == seen)
            {
                for (var more = Math.Min(Math.Min(_tasks.Count, Math.Max(_threads, 1)), _most - _threads); more > 0; more--)
                    AddThread();
            }

            seen = _taken;
            return true;
        }
    }
}
