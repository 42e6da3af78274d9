namespace JobScheduler.Tests.Simulation;

/// <summary>
/// Runs tasks on the thread that asks for it, one at a time, each next one drawn by a seeded generator from those that are ready. The
/// same seed and the same program give the same run. Nothing is ever run inline, so that every order remains possible. It belongs to
/// the thread that made it; work that another thread queues is an error, because nobody knows when it comes. (A common cause:
/// <see cref="Task.WhenAll(Task[])"/>, <see cref="Task.WhenAny(Task[])"/> or <see cref="Task.WaitAsync(CancellationToken)"/> over a
/// <see cref="TaskCompletionSource"/> that runs its continuations asynchronously goes over the thread pool.)
/// </summary>
internal sealed class DeterministicScheduler : TaskScheduler
{
    private readonly Lock _lock = new();
    private readonly List<Task> _ready = [];
    private readonly Random _random;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private string? _stray;

    public DeterministicScheduler(int seed) => _random = new Random(seed);

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Tasks run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs tasks until none is ready.</summary>
    /// <exception cref="InvalidOperationException">So many steps were not enough: the program runs in a circle.</exception>
    public void RunUntilIdle(long maxSteps = 10_000_000)
    {
        if (!RunSteps(maxSteps))
        {
            throw new InvalidOperationException($"Not idle after {maxSteps} steps.");
        }
    }

    /// <summary>Runs at most so many tasks, for example up to the moment of a crash; true if none is ready afterwards.</summary>
    /// <exception cref="InvalidOperationException">Something was queued from another thread: the run is not deterministic.</exception>
    public bool RunSteps(long maxSteps)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            for (var last = Steps + maxSteps; Steps < last && Take() is { } task; Steps++)
            {
                TryExecuteTask(task);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        lock (_lock)
        {
            return _stray is null ? _ready.Count == 0 : throw new InvalidOperationException($"Not deterministic. {_stray}");
        }
    }

    /// <summary>Starts the simulated program: what it awaits goes on here, too.</summary>
    public Task Start(Func<Task> program) =>
        Task.Factory.StartNew(async () => await program(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Runs a program to its end: whenever nothing is ready, the clock moves to the next timer.</summary>
    /// <exception cref="InvalidOperationException">Nothing is ready, no timer is set, and the program has not ended.</exception>
    public void Run(VirtualTimeProvider clock, Func<Task> program)
    {
        var end = Start(program);
        while (true)
        {
            RunUntilIdle();
            if (end.IsCompleted)
            {
                end.GetAwaiter().GetResult();
                return;
            }

            if (!clock.AdvanceToNextTimer())
            {
                throw new InvalidOperationException("The program waits for something that cannot happen.");
            }
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            if (Environment.CurrentManagedThreadId != _thread)
            {
                _stray ??= $"Another thread queued a task:\n{Environment.StackTrace}";
            }

            _ready.Add(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _ready];
        }
    }

    private Task? Take()
    {
        lock (_lock)
        {
            if (_ready.Count == 0)
            {
                return null;
            }

            var drawn = _random.Next(_ready.Count);
            var task = _ready[drawn];
            _ready.RemoveAt(drawn);
            return task;
        }
    }
}
