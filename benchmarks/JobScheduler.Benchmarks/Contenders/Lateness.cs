using JobScheduler.Benchmarks.Results;

namespace JobScheduler.Benchmarks.Contenders;

/// <summary>By how much handlers were entered after their times, in milliseconds.</summary>
internal sealed record Lateness
{
    private static readonly double[] Bounds = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1_000, 5_000, 60_000];

    public required long Count { get; init; }

    /// <summary>How many were entered before their time; must be 0.</summary>
    public required long Early { get; init; }

    public double MeanMs { get; init; }

    public double P50Ms { get; init; }

    public double P99Ms { get; init; }

    public double P999Ms { get; init; }

    public double MaxMs { get; init; }

    /// <summary>Each counts what lies above the bucket before it, up to its own bound; empty ones are left out.</summary>
    public IReadOnlyList<LatenessBucket> Histogram { get; init; } = [];

    /// <summary>Sums up what was measured.</summary>
    public static Lateness From(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return new Lateness
        {
            Count = sorted.Length,
            Early = sorted.Count(ms => ms < 0),
            MeanMs = sorted.DefaultIfEmpty(double.NaN).Average(),
            P50Ms = Percentile.At(sorted, 0.5),
            P99Ms = Percentile.At(sorted, 0.99),
            P999Ms = Percentile.At(sorted, 0.999),
            MaxMs = Percentile.At(sorted, 1),
            Histogram = Buckets(sorted),
        };
    }

    /// <summary>How many were entered at most so much late; exact only for a bound of the histogram.</summary>
    public long Within(double ms) => Histogram.Where(bucket => bucket.UpToMs <= ms).Sum(bucket => bucket.Count);

    private static LatenessBucket[] Buckets(double[] sorted) =>
    [
        .. sorted
            .GroupBy(ms => Array.Find(Bounds, bound => ms <= bound) is var bound and > 0 ? bound : double.MaxValue)
            .Select(group => new LatenessBucket(group.Key, group.Count())),
    ];
}

/// <summary>A bar of the histogram.</summary>
/// <param name="UpToMs">Its upper bound; that of the last is the largest number there is.</param>
/// <param name="Count">Jobs in it.</param>
internal sealed record LatenessBucket(double UpToMs, long Count);
