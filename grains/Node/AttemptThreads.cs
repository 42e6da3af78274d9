using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Node;

/// <summary>
/// Threads of their own for handlers. A handler that blocks holds one of these and none of the thread pool, on which requests,
/// timers and the grains depend.
/// </summary>
/// <remarks>
/// As many threads as processors take tasks. More come only when tasks wait and none was taken for <see cref="StepMs"/>: then
/// every thread is held, and their number doubles, up to the bound. Threads beyond the processors end when they were idle for
/// <see cref="IdleMs"/>. What a handler moves to the pool itself (<c>Task.Run</c>, <c>ConfigureAwait(false)</c>) runs there.
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
    private int _threads;
    private int _idle;
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
            Monitor.PulseAll(_gate);
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
            if (_idle >= _tasks.Count)
            {
                Monitor.Pulse(_gate);
                return;
            }

            if (_idle > 0)
                Monitor.Pulse(_gate);
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
        while (TryTake(out var task))
            TryExecuteTask(task);
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            while (!_tasks.TryDequeue(out task))
            {
                if (_stopped)
                {
                    _threads--;
                    return false;
                }

                _idle++;
                var pulsed = Monitor.Wait(_gate, IdleMs);
                _idle--;
                if (pulsed || _tasks.Count > 0 || _threads <= Least)
                    continue;
                _threads--;
                return false;
            }

            _taken++;
            return true;
        }
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
