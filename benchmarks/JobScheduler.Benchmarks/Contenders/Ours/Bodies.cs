namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <summary>Counts the bodies of jobs as they run.</summary>
internal sealed class Bodies
{
    private long _entered;
    private long _awaited = long.MaxValue;
    private TaskCompletionSource _reached = NewSource();

    public long Entered => Volatile.Read(ref _entered);

    /// <summary>Called by the body.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref _entered) == Volatile.Read(ref _awaited))
            _reached.TrySetResult();
    }

    /// <summary>Done when so many more bodies have run. To be called while none runs, and one at a time.</summary>
    public Task WhenMore(long count)
    {
        _reached = NewSource();
        Volatile.Write(ref _awaited, Entered + count);
        return _reached.Task;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
