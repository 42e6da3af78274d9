namespace JobScheduler.Grains.Node;

/// <summary>A wake-up over a <see cref="TimeProvider"/>'s timers: for simulations, which have no threads.</summary>
public sealed class TimerWakeUp(TimeProvider clock) : WakeUp
{
    private bool _disposed;

    /// <inheritdoc/>
    public override long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override IAlarm CreateAlarm(Action callback) => new Alarm(this, callback);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _disposed = true;

    private sealed class Alarm : IAlarm
    {
        // The wall clock may be stepped while a timer runs, so a far alarm looks again from time to time.
        private const long LongestSleepMs = 1_000;
        private readonly TimerWakeUp _owner;
        private readonly Action _callback;
        private readonly ITimer _timer;
        private long _at = long.MaxValue;

        internal Alarm(TimerWakeUp owner, Action callback)
        {
            _owner = owner;
            _callback = callback;
            _timer = owner.Clock.CreateTimer(static state => ((Alarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Set(long at)
        {
            _at = at;
            Arm();
        }

        public void Dispose()
        {
            _at = long.MaxValue;
            _timer.Dispose();
        }

        private void Ring()
        {
            if (_owner._disposed)
                return;
            if (_owner.Now < _at)
            {
                Arm();
                return;
            }

            _at = long.MaxValue;
            _callback();
        }

        private void Arm()
        {
            var due = _at == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Clamp(_at - _owner.Now, 0, LongestSleepMs));
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeProvider Clock => clock;
}
