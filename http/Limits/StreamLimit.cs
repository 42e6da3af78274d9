namespace JobScheduler.Http.Limits;

/// <summary>Counts the open streams of events and refuses one too many.</summary>
/// <param name="limit">How many may be open.</param>
internal sealed class StreamLimit(int limit)
{
    private int _open;

    /// <summary>Streams open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes a place until it is disposed.</summary>
    /// <exception cref="SchedulerOverloadedException">All places are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _open) > limit)
        {
            Interlocked.Decrement(ref _open);
            throw new SchedulerOverloadedException($"{limit} streams of events are open, which is the limit.", TimeSpan.FromSeconds(5));
        }

        return new Place(this);
    }

    private sealed class Place(StreamLimit owner) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref owner._open);
        }
    }
}
