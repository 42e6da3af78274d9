namespace JobScheduler.Http.Limits;

/// <summary>Counts bytes that are held for requests. Thread-safe.</summary>
/// <param name="limit">How many may be; while none are, one request of any size finds room.</param>
internal sealed class ByteBudget(long limit)
{
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Whether so many more would find room now.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="own">What the request holds already.</param>
    public bool HasRoom(long bytes, long own = 0) => Held - own is var others && (others <= 0 || others + own + bytes <= limit);

    /// <summary>Takes bytes if there is room.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="own">What the request holds already.</param>
    public bool TryTake(long bytes, long own)
    {
        var held = Interlocked.Add(ref _held, bytes);
        if (held <= limit || held - own - bytes <= 0)
            return true;
        Return(bytes);
        return false;
    }

    /// <summary>Takes bytes of an answer that must be given.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _held, bytes);

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
