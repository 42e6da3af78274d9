namespace JobScheduler.Grains.Node;

/// <summary>The process's one source of precise wake-ups. Nothing is woken before its time on the wall clock.</summary>
public abstract class WakeUp : IDisposable
{
    /// <summary>Makes an alarm that calls back at the time it is set to. The callback must be short and must not throw.</summary>
    /// <param name="callback">Called on the wake-up's own thread.</param>
    public abstract IAlarm CreateAlarm(Action callback);

    /// <summary>Completes when the wall clock has reached a time, or with a cancellation.</summary>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task UntilAsync(long at, CancellationToken cancellationToken)
    {
        if (Now >= at)
            return;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var alarm = CreateAlarm(() => reached.TrySetResult());
        using var registration = cancellationToken.Register(() => reached.TrySetCanceled(cancellationToken));
        alarm.Set(at);
        await reached.Task;
    }

    /// <summary>The wall clock, Unix milliseconds, rounded down.</summary>
    public abstract long Now { get; }

    /// <summary>
    /// How long, in all, the process stood still (SIGSTOP, a paused container) since it began; only rises. Freezes below a second do
    /// not count. Zero where nobody measures it.
    /// </summary>
    public virtual TimeSpan Stalled => TimeSpan.Zero;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops it; alarms do not call back any more.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}

/// <summary>One alarm of a <see cref="WakeUp"/>. Once it is disposed it calls back no more, whatever it is set to.</summary>
public interface IAlarm : IDisposable
{
    /// <summary>Sets the time of the next call, replacing the one before; long.MaxValue: none.</summary>
    /// <param name="at">Unix milliseconds; a time that has passed calls back at once, but never inside this call.</param>
    void Set(long at);
}
