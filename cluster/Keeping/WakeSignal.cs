namespace JobScheduler.Cluster.Keeping;

/// <summary>Wakes a loop that sleeps; several wakes before it sleeps again are one. Thread-safe.</summary>
internal sealed class WakeSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes it.</summary>
    public void Set()
    {
        lock (_gate)
            _next.TrySetResult();
    }

    /// <summary>Completes when it was woken since the last call, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_next.Task, Task.Delay(atMost, clock, enough.Token));
        await enough.CancelAsync();
        lock (_gate)
        {
            if (_next.Task.IsCompleted)
                _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
