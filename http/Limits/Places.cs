namespace JobScheduler.Http.Limits;

/// <summary>Counts the requests of one kind that are carried out now.</summary>
/// <param name="limit">How many may be.</param>
/// <param name="what">What they are called when one is refused.</param>
internal sealed class Places(int limit, string what)
{
    private int _taken;
    private long _refused;

    /// <summary>How many are carried out now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>How many were refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public bool HasRoom => Taken < limit;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= limit)
            return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);

    /// <summary>Counts a refusal; the sentence for it.</summary>
    public string Refuse()
    {
        Interlocked.Increment(ref _refused);
        return $"{limit} {what} are being carried out, which is the limit.";
    }
}
