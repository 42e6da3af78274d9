using JobScheduler.Tests.Simulation;

namespace JobScheduler.Simulation;

/// <summary>
/// The threads of one simulated process: its tasks take their turns among all others of the world, stand still while it is frozen,
/// and are gone once it is dead.
/// </summary>
internal sealed class NodeScheduler(DeterministicScheduler world) : TaskScheduler
{
    private readonly List<Task> _held = [];

    public bool IsFrozen { get; private set; }

    public bool IsDead { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        var held = _held.ToArray();
        _held.Clear();
        foreach (var task in held)
            Post(task);
    }

    public void Kill()
    {
        IsDead = true;
        _held.Clear();
    }

    /// <summary>Starts something in the process.</summary>
    public Task Start(Func<Task> program) => Task.Factory.StartNew(program, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Runs something in the process, later.</summary>
    public void Post(Action action) => _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task)
    {
        if (IsDead)
            return;
        if (IsFrozen)
            _held.Add(task);
        else
            Post(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _held;

    private void Post(Task task) => new Task(Run, task, CancellationToken.None, TaskCreationOptions.DenyChildAttach).Start(world);

    // Frozen or killed after it was queued: the world's scheduler has drawn it all the same.
    private void Run(object? task)
    {
        if (IsDead)
            return;
        if (IsFrozen)
            _held.Add((Task)task!);
        else
            TryExecuteTask((Task)task!);
    }
}
