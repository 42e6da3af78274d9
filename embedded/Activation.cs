namespace JobScheduler.Embedded;

/// <summary>
/// One grain in memory, and the scheduler of its turns: a turn is a task of this scheduler, and they run one after another, in the
/// order in which they became ready. Code of the grain that awaits goes on in a later turn, because its continuation is queued here.
/// </summary>
/// <remarks>
/// This part runs turns; <c>Activation.Requests.cs</c> decides which call may begin, <c>Activation.Lifecycle.cs</c> begins and ends
/// the activation. No lock is held while code outside this engine runs.
/// </remarks>
internal sealed partial class Activation : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>Turns run in one go on a thread of the pool, before others get it.</summary>
    private const int TurnsPerSlice = 100;

    private static readonly Action<object?> RunOneTurn = static state => ((Activation)state!).RunTurns(1);

    private readonly Lock _lock = new();

    /// <summary>What is ready to run. Null stands for <see cref="Advance"/>: the next step of a request or of the life cycle.</summary>
    private readonly Queue<Task?> _turns = new();
    private bool _isScheduled;
    private int _thread;

    internal Activation(EmbeddedEngine engine, GrainId id, long number)
    {
        Engine = engine;
        GrainId = id;
        Number = number;
    }

    /// <summary>The activation whose turn this is.</summary>
    internal static new Activation? Current => TaskScheduler.Current as Activation;

    public override int MaximumConcurrencyLevel => 1;

    internal EmbeddedEngine Engine { get; }

    internal GrainId GrainId { get; }

    /// <summary>Rises in the order of creation; gives collections an order that does not depend on hashing.</summary>
    internal long Number { get; }

    void IThreadPoolWorkItem.Execute() => RunTurns(TurnsPerSlice);

    protected override void QueueTask(Task task) => QueueTurn(task);

    /// <summary>Inline only within a turn of this activation; anywhere else two turns would overlap.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _turns.OfType<Task>()];
        }
    }

    /// <summary>Queues an action of the engine as a turn.</summary>
    private void Post(Action<object?> action, object state)
    {
        using var noFlow = new NoContextFlow();
        new Task(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach).Start(this);
    }

    private void QueueTurn(Task? turn)
    {
        lock (_lock)
        {
            if (!Enqueue(turn))
            {
                return;
            }
        }

        Schedule();
    }

    /// <summary>Under the lock: queues a turn; true if the caller then has to <see cref="Schedule"/>.</summary>
    private bool Enqueue(Task? turn)
    {
        if (Engine.IsKilled)
        {
            return false;
        }

        _turns.Enqueue(turn);
        return !_isScheduled && (_isScheduled = true);
    }

    private void Schedule()
    {
        if (Engine.Options.Scheduler == Default)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            return;
        }

        Engine.Post(RunOneTurn, this);
    }

    /// <summary>Runs ready turns; at most one thread is in here, by <see cref="_isScheduled"/>.</summary>
    private void RunTurns(int count)
    {
        var context = SynchronizationContext.Current;
        if (context is not null)
        {
            // An await would prefer it to this scheduler.
            SynchronizationContext.SetSynchronizationContext(null);
        }

        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        while (count-- > 0 && TryTakeTurn(out var turn))
        {
            if (turn is null)
            {
                Advance();
            }
            else
            {
                TryExecuteTask(turn);
            }
        }

        Volatile.Write(ref _thread, 0);
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        if (HasMoreTurns())
        {
            Schedule();
        }
    }

    private bool TryTakeTurn(out Task? turn)
    {
        lock (_lock)
        {
            if (Engine.IsKilled)
            {
                _turns.Clear();
            }

            return _turns.TryDequeue(out turn);
        }
    }

    private bool HasMoreTurns()
    {
        lock (_lock)
        {
            return _isScheduled = _turns.Count > 0;
        }
    }
}
