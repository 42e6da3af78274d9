namespace JobScheduler.Grains.Node;

/// <summary>
/// Latenesses in buckets that grow by a tenth, so that percentiles are right within 5 %; the greatest value is kept exactly. Not
/// thread-safe.
/// </summary>
public sealed class LatenessHistogram
{
    private const double Growth = 1.1;
    private const double Smallest = 0.1;
    private const int Buckets = 220;
    private readonly long[] _counts = new long[Buckets];

    /// <summary>How many values there are.</summary>
    public long Total { get; private set; }

    /// <summary>The greatest; null: there is none.</summary>
    public double? Max { get; private set; }

    /// <summary>The value that a share of all values does not exceed, within 5 %; null: there is none.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double? Percentile(double share)
    {
        if (Total == 0)
            return null;
        var rank = (long)Math.Ceiling(Total * share);
        var seen = 0L;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return Math.Round(Math.Min(i == 0 ? 0 : Smallest * Math.Pow(Growth, i - 0.5), Max!.Value), 3);
        }

        return Max;
    }

    /// <summary>Adds one value, in milliseconds; one below 0 counts as 0.</summary>
    public void Add(double value)
    {
        value = Math.Max(value, 0);
        Total++;
        Max = Max > value ? Max : value;
        _counts[value < Smallest ? 0 : Math.Min(1 + (int)Math.Floor(Math.Log(value / Smallest, Growth)), Buckets - 1)]++;
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(LatenessCounts? counts)
    {
        if (counts is null)
            return;
        for (var i = 0; i < counts.Buckets.Length && i < counts.Counts.Length; i++)
        {
            // Another node may run another version: what it counts beyond our buckets lies in the last one.
            _counts[Math.Clamp(counts.Buckets[i], 0, Buckets - 1)] += counts.Counts[i];
            Total += counts.Counts[i];
        }

        Max = Max > counts.Max ? Max : counts.Max;
    }

    /// <summary>What is in it, without empty buckets; null: nothing.</summary>
    public LatenessCounts? ToCounts()
    {
        if (Total == 0)
            return null;
        var filled = new List<int>();
        for (var i = 0; i < Buckets; i++)
        {
            if (_counts[i] > 0)
                filled.Add(i);
        }

        return new LatenessCounts([.. filled], [.. filled.Select(bucket => _counts[bucket])], Max!.Value);
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        if (Total == 0)
            return;
        Array.Clear(_counts);
        (Total, Max) = (0, null);
    }
}
