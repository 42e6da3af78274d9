namespace JobScheduler.Tests.Cluster;

/// <summary>The system's clock, with a wall clock that can be set wrong.</summary>
internal sealed class OffsetClock : TimeProvider
{
    private long _offset;

    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
