namespace JobScheduler.Grains.Node;

/// <summary>
/// One thread that wakes what is due: it sleeps until 5 ms before the next alarm, then in steps of at most 1 ms, and reads the clock
/// again before every call, so that nothing is early and little is late. A stepped clock is noticed within a quarter of a second, and
/// a process that stood still by the gap between two looks.
/// </summary>
public sealed class WakeUpThread : WakeUp
{
    private const int NearMs = 5;
    private const int StepMs = 1;
    private static readonly int LongestSleepMs = (int)StallWatch.BeatEvery.TotalMilliseconds;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Alarm, long> _alarms = new();
    private readonly AutoResetEvent _changed = new(false);
    private readonly StallWatch _stalls;
    private readonly Thread _thread;
    private long _sleepingUntil = long.MaxValue;
    private volatile bool _stopped;

    /// <summary>Starts the thread.</summary>
    /// <param name="clock">The wall clock.</param>
    public WakeUpThread(TimeProvider clock)
    {
        _clock = clock;
        _stalls = new StallWatch(clock);
        _thread = new Thread(Loop) { IsBackground = true, Name = "JobScheduler wake-up", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override TimeSpan Stalled => _stalls.Beat();

    /// <inheritdoc/>
    public override IAlarm CreateAlarm(Action callback) => new Alarm(this, callback);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_stopped)
            return;
        _stopped = true;
        _changed.Set();
        _thread.Join();
        _changed.Dispose();
    }

    private void Loop()
    {
        while (!_stopped)
        {
            _stalls.Beat();
            var wait = RingDue();
            if (wait != 0)
                _changed.WaitOne(wait);
        }
    }

    /// <summary>Calls what is due; says how long to sleep, 0: look again at once.</summary>
    private int RingDue()
    {
        Alarm? due = null;
        int wait;
        lock (_gate)
        {
            while (_alarms.TryPeek(out var first, out var at) && first.At != at)
                _alarms.Dequeue(); // set to another time since, or disposed
            var now = Now;
            if (!_alarms.TryPeek(out var next, out var nextAt))
                wait = LongestSleepMs;
            else if (nextAt > now)
                wait = nextAt - now <= NearMs ? StepMs : (int)Math.Min(nextAt - now - NearMs, LongestSleepMs);
            else
            {
                due = _alarms.Dequeue();
                due.At = long.MaxValue;
                wait = 0;
            }

            _sleepingUntil = now + wait;
            if (next is null)
                _sleepingUntil = long.MaxValue;
        }

        due?.Callback();
        return wait;
    }

    private void Set(Alarm alarm, long at)
    {
        lock (_gate)
        {
            if (alarm.At == at || alarm.IsDisposed)
                return;
            alarm.At = at;
            if (at == long.MaxValue)
                return;
            _alarms.Enqueue(alarm, at);
            if (at - NearMs >= _sleepingUntil)
                return;
        }

        if (!_stopped)
            _changed.Set();
    }

    private void End(Alarm alarm)
    {
        lock (_gate)
            (alarm.At, alarm.IsDisposed) = (long.MaxValue, true);
    }

    private sealed class Alarm(WakeUpThread owner, Action callback) : IAlarm
    {
        internal long At { get; set; } = long.MaxValue;

        internal bool IsDisposed { get; set; }

        internal Action Callback { get; } = callback;

        public void Set(long at) => owner.Set(this, at);

        public void Dispose() => owner.End(this);
    }
}
