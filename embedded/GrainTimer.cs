namespace JobScheduler.Embedded;

/// <summary>
/// A timer and its tick in one: as only one tick can be on its way at a time, the timer itself is what waits for a turn. The
/// provider's timer is always set for one tick, and set again when that tick has ended.
/// </summary>
internal sealed class GrainTimer : GrainRequest, IGrainTimer
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock _lock = new();
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _next;
    private TimeSpan _period;
    private bool _isTicking;

    internal GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Check(options.DueTime, options.Period);
        Activation = activation;
        _callback = callback;
        Interleaves = options.Interleave;
        KeepsAlive = options.KeepAlive;
        _timer = activation.Engine.CreateTimer(static state => ((GrainTimer)state!).OnDue(), this);
        Change(options.DueTime, options.Period);
    }

    internal override bool Interleaves { get; }

    internal override bool KeepsAlive { get; }

    internal override bool IsLocal => true;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, period);
        lock (_lock)
        {
            (_next, _period) = (dueTime, period);
            if (!_isTicking)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        Activation!.Remove(this);
        Stop();
        try
        {
            _disposed.Cancel();
        }
        catch (AggregateException exception)
        {
            Activation!.Engine.Log.TimerFailed(exception, Activation.GrainId);
        }
    }

    /// <summary>Ends the timer without telling the callback: what a crash does.</summary>
    internal void Stop() => _timer.Dispose();

    internal override void Begin()
    {
        lock (_lock)
        {
            _next = _period;
        }

        _ = TickAsync();
    }

    internal override void Fail(Exception exception)
    {
    }

    private async Task TickAsync()
    {
        try
        {
            if (!_disposed.IsCancellationRequested)
            {
                await _callback(_disposed.Token);
            }
        }
        catch (Exception exception)
        {
            Activation!.Engine.Log.TimerFailed(exception, Activation!.GrainId);
        }

        lock (_lock)
        {
            _isTicking = false;
            _timer.Change(_next, Timeout.InfiniteTimeSpan);
        }

        Activation!.Ended(this);
    }

    /// <summary>Runs on the time provider's thread: only queues the tick.</summary>
    private void OnDue()
    {
        lock (_lock)
        {
            if (_isTicking)
            {
                return;
            }

            _isTicking = true;
        }

        Activation!.TryQueue(this);
    }

    private static void Check(TimeSpan dueTime, TimeSpan period)
    {
        CheckOne(dueTime, nameof(dueTime));
        CheckOne(period, nameof(period));

        static void CheckOne(TimeSpan time, string name)
        {
            if (time != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(time, LongestTime, name);
            }
        }
    }
}
