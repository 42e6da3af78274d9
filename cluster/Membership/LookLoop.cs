namespace JobScheduler.Cluster.Membership;

/// <summary>Looks at something at once and then again and again, whatever comes of it.</summary>
/// <param name="look">Looks once.</param>
/// <param name="every">How often.</param>
/// <param name="failed">Told when it failed; it goes on.</param>
/// <param name="clock">What tells the time.</param>
internal sealed class LookLoop(Func<CancellationToken, Task> look, TimeSpan every, Action<Exception> failed, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins, as a silo's lifecycle calls it: once.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stopped.Token);
        return Task.CompletedTask;
    }

    /// <summary>Ends it, as a silo's lifecycle calls it; again is harmless.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopped.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            do
            {
                try
                {
                    await look(stop);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    failed(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // It is stopped.
        }
    }
}
