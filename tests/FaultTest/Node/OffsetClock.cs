namespace JobScheduler.FaultTest.Node;

/// <summary>The system's clock with a wall clock that can be stepped; timers and timestamps go on, as they do in a machine.</summary>
internal sealed class OffsetClock : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
