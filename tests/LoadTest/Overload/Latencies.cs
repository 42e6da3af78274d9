namespace JobScheduler.LoadTest.Overload;

/// <summary>Counts durations in steps of a tenth of a millisecond; safe for many threads.</summary>
internal sealed class Latencies
{
    private const double StepMs = 0.1;
    private readonly int[] _counts = new int[600_000];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(TimeSpan duration)
    {
        Interlocked.Increment(ref _counts[Math.Min((int)(duration.TotalMilliseconds / StepMs), _counts.Length - 1)]);
        Interlocked.Increment(ref _count);
    }

    /// <summary>Milliseconds that this share of all took at the most; 0 when there were none.</summary>
    public double Quantile(double share)
    {
        var left = Math.Ceiling(Count * share);
        for (var i = 0; i < _counts.Length && Count > 0; i++)
        {
            left -= _counts[i];
            if (left <= 0)
                return (i + 1) * StepMs;
        }

        return 0;
    }
}
