namespace JobScheduler.Grains.Node;

/// <summary>
/// Measures how long the whole process stood still: somebody beats several times a second, and a gap between two beats that is far
/// longer is a stall. Thread-safe; uses the monotonic clock, so a step of the wall clock is none.
/// </summary>
/// <param name="clock">The monotonic clock.</param>
public sealed class StallWatch(TimeProvider clock)
{
    /// <summary>How often somebody must beat at least.</summary>
    public static TimeSpan BeatEvery { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A gap from this on is a stall, and counts as a whole; a shorter one is ordinary slowness.</summary>
    public static TimeSpan StallFrom { get; } = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _last = clock.GetTimestamp();
    private TimeSpan _stalled;

    /// <summary>
    /// The process runs at this moment. Everybody who asks beats too: after a stall nobody knows which thread runs first, and whoever
    /// does must see it.
    /// </summary>
    /// <returns>All stalls so far.</returns>
    public TimeSpan Beat()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var gap = clock.GetElapsedTime(_last, now);
            _last = now;
            if (gap >= StallFrom)
                _stalled += gap;
            return _stalled;
        }
    }
}
