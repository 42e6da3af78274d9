namespace JobScheduler.Grains.Node;

/// <summary>Rates over the last minute and lateness over the last 15 minutes, in a fixed amount of memory. Thread-safe.</summary>
/// <remarks>
/// Lateness goes into buckets that grow by a tenth, so percentiles are right within 5 %; the greatest value is kept exactly.
/// </remarks>
public sealed class NodeStats(TimeProvider clock)
{
    private const int RateSeconds = 60;
    private const int LatenessMinutes = 15;
    private const double Growth = 1.1;
    private const double Smallest = 0.1;
    private const int Buckets = 220;
    private readonly Lock _gate = new();
    private readonly Second[] _seconds = new Second[RateSeconds + 1];
    private readonly Minute[] _minutes = [.. Enumerable.Range(0, LatenessMinutes + 1).Select(_ => new Minute())];

    /// <summary>A job was accepted.</summary>
    public void Submitted() => Count((ref Second second) => second.Submitted++);

    /// <summary>A handler was entered.</summary>
    /// <param name="latenessMs">Of a first attempt: start minus due time, milliseconds; else null.</param>
    public void Started(double? latenessMs)
    {
        Count((ref Second second) => second.Started++);
        if (latenessMs is not { } late)
            return;
        lock (_gate)
        {
            var number = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
            var minute = _minutes[number % _minutes.Length];
            if (minute.Number != number)
                minute.Clear(number);
            minute.Add(Math.Max(late, 0));
        }
    }

    /// <summary>An attempt ended.</summary>
    public void Finished() => Count((ref Second second) => second.Finished++);

    /// <summary>Averages over the last whole 60 seconds.</summary>
    public RateSnapshot Rates()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            var window = _seconds.Where(second => second.Number < now && second.Number >= now - RateSeconds).ToList();
            return new RateSnapshot(
                TimeSpan.FromSeconds(RateSeconds),
                window.Sum(s => (double)s.Submitted) / RateSeconds,
                window.Sum(s => (double)s.Started) / RateSeconds,
                window.Sum(s => (double)s.Finished) / RateSeconds);
        }
    }

    /// <summary>Lateness of first attempts in the last 15 minutes.</summary>
    public LatenessSnapshot Lateness()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
            var window = _minutes.Where(minute => minute.Number > now - LatenessMinutes && minute.Number <= now && minute.Total > 0).ToList();
            var counts = new long[Buckets];
            foreach (var minute in window)
            {
                for (var i = 0; i < Buckets; i++)
                    counts[i] += minute.Counts[i];
            }

            var total = window.Sum(minute => minute.Total);
            double? max = total == 0 ? null : window.Max(minute => minute.Greatest);
            return new LatenessSnapshot(
                TimeSpan.FromMinutes(LatenessMinutes), total, Percentile(counts, total, 0.50, max), Percentile(counts, total, 0.95, max),
                Percentile(counts, total, 0.99, max), max is null ? null : Math.Round(max.Value, 3));
        }
    }

    private static double? Percentile(long[] counts, long total, double share, double? max)
    {
        if (total == 0)
            return null;
        var rank = (long)Math.Ceiling(total * share);
        var seen = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= rank)
                return Math.Round(Math.Min(i == 0 ? 0 : Smallest * Math.Pow(Growth, i - 0.5), max!.Value), 3);
        }

        return max;
    }

    private static int BucketOf(double value) =>
        value < Smallest ? 0 : Math.Min(1 + (int)Math.Floor(Math.Log(value / Smallest, Growth)), Buckets - 1);

    private delegate void Bump(ref Second second);

    private void Count(Bump bump)
    {
        lock (_gate)
        {
            var number = clock.GetUtcNow().ToUnixTimeSeconds();
            ref var second = ref _seconds[number % _seconds.Length];
            if (second.Number != number)
                second = new Second { Number = number };
            bump(ref second);
        }
    }

    private struct Second
    {
        internal long Number;
        internal long Submitted;
        internal long Started;
        internal long Finished;
    }

    private sealed class Minute
    {
        internal long Number { get; private set; } = -1;

        internal long Total { get; private set; }

        internal double Greatest { get; private set; }

        internal long[] Counts { get; } = new long[Buckets];

        internal void Clear(long number)
        {
            (Number, Total, Greatest) = (number, 0, 0);
            Array.Clear(Counts);
        }

        internal void Add(double value)
        {
            Total++;
            Greatest = Math.Max(Greatest, value);
            Counts[BucketOf(value)]++;
        }
    }
}
