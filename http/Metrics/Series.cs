namespace JobScheduler.Http.Metrics;

/// <summary>The value of one series. Recorded on the scheduler's hot path: atomic additions, no lock, no allocation.</summary>
internal class Series
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    public virtual void Record(double value) => Add(ref _value, value);

    public void Set(double value) => Volatile.Write(ref _value, value);

    private protected static void Add(ref double target, double value)
    {
        var seen = Volatile.Read(ref target);
        for (var found = Interlocked.CompareExchange(ref target, seen + value, seen); found != seen;)
        {
            seen = found;
            found = Interlocked.CompareExchange(ref target, seen + value, seen);
        }
    }
}

/// <summary>A histogram's series: how many values each bucket has got, and their sum.</summary>
/// <param name="bounds">The buckets' upper bounds, rising; a value that equals one lies in its bucket.</param>
internal sealed class HistogramSeries(double[] bounds) : Series
{
    private readonly long[] _counts = new long[bounds.Length + 1];

    /// <summary>Values of each bucket alone; the last has what is above every bound.</summary>
    public long Count(int bucket) => Interlocked.Read(ref _counts[bucket]);

    public override void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        base.Record(value);
    }
}
