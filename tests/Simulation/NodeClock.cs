using JobScheduler.Tests.Simulation;

namespace JobScheduler.Simulation;

/// <summary>The clock of one simulated process: its wall clock can be stepped, its monotonic clock and its timers cannot.</summary>
internal sealed class NodeClock(VirtualTimeProvider world, NodeScheduler scheduler) : TimeProvider
{
    /// <summary>How far the wall clock is ahead of the world's.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>The latest time the wall clock ever showed to anybody.</summary>
    public DateTimeOffset Latest { get; private set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        var now = world.GetUtcNow() + Offset;
        if (now > Latest)
            Latest = now;
        return now;
    }

    public override long GetTimestamp() => world.GetTimestamp();

    /// <summary>Callbacks are tasks of the process, so that a frozen one does not see them and a dead one never does.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(_ => scheduler.Post(() => callback(state)), null, dueTime, period);
}
