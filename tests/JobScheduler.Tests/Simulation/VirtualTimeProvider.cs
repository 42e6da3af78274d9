namespace JobScheduler.Tests.Simulation;

/// <summary>
/// A clock that stands still until it is told to move. Due timers fire in the order of their times (of equal times, in the order in
/// which they were set), on the thread that moves the clock.
/// </summary>
internal sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<VirtualTimer> _timers = new(Comparer<VirtualTimer>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order)));
    private DateTimeOffset _now;
    private long _order;

    public VirtualTimeProvider()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public VirtualTimeProvider(DateTimeOffset start) => _now = start;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, if one is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.Min?.Due;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock to the next timer and fires all timers that are due then; false if none is set.</summary>
    public bool AdvanceToNextTimer()
    {
        if (NextDue is not { } due)
        {
            return false;
        }

        AdvanceTo(due);
        return true;
    }

    /// <summary>Moves the clock and fires what became due, each at its own time; also timers that these set.</summary>
    public void Advance(TimeSpan time) => AdvanceTo(GetUtcNow() + time);

    /// <summary>The same, to a time; one in the past only fires what is due.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        while (TakeDue(time) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _now = time > _now ? time : _now;
        }
    }

    private VirtualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_timers.Min is not { } timer || timer.Due > until)
            {
                return null;
            }

            _now = timer.Due > _now ? timer.Due : _now;
            _timers.Remove(timer);
            if (timer.Period > TimeSpan.Zero)
            {
                Set(timer, timer.Period);
            }

            return timer;
        }
    }

    private void Set(VirtualTimer timer, TimeSpan dueTime)
    {
        (timer.Due, timer.Order) = (_now + dueTime, ++_order);
        _timers.Add(timer);
    }

    private sealed class VirtualTimer(VirtualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

        public DateTimeOffset Due { get; set; }

        public long Order { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (_isDisposed)
                {
                    return false;
                }

                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Set(this, dueTime);
                }

                return true;
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._lock)
            {
                _isDisposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
