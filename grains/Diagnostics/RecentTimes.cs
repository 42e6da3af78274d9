namespace JobScheduler.Grains.Diagnostics;

/// <summary>The last 500 durations, in 2 KiB. Thread-safe.</summary>
internal sealed class RecentTimes
{
    internal const int Kept = 500;
    private readonly Lock _gate = new();
    private readonly float[] _times = new float[Kept];
    private int _count;
    private int _next;

    /// <summary>One more; the oldest goes.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _times[_next] = (float)time.TotalMilliseconds;
            _next = (_next + 1) % Kept;
            _count = Math.Min(_count + 1, Kept);
        }
    }

    /// <summary>Median and 99th percentile, milliseconds.</summary>
    public CommitTimes Percentiles()
    {
        float[] sorted;
        lock (_gate)
            sorted = _times[.._count];
        if (sorted.Length == 0)
            return CommitTimes.None;
        Array.Sort(sorted);
        return new CommitTimes(At(0.50), At(0.99));

        double At(double share) => Math.Round(sorted[(int)Math.Ceiling(sorted.Length * share) - 1], 3);
    }
}
