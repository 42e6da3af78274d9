namespace JobScheduler.Grains.Core;

/// <summary>The delay before the next attempt.</summary>
public static class RetryDelays
{
    /// <summary>Longest delay a handler may ask for itself: 24 h.</summary>
    public const long LongestAskedMs = 24L * 60 * 60 * 1000;

    /// <summary>The policy's delay in milliseconds after the given number of failures.</summary>
    /// <param name="policy">A checked policy.</param>
    /// <param name="failures">Attempts used so far, this one included; from 1.</param>
    /// <param name="draw">A random number in [0, 1) that places the delay inside its jitter.</param>
    public static long Next(RetryPolicy policy, int failures, double draw)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Kind switch
        {
            RetryKind.None => 0,
            RetryKind.Explicit => Milliseconds(policy.Delays[Math.Clamp(failures - 1, 0, policy.Delays.Count - 1)]),
            RetryKind.Fixed => Round(Jittered(policy.Initial.TotalMilliseconds, policy.Jitter, draw)),
            _ => Round(Math.Min(Jittered(Grown(policy, failures), policy.Jitter, draw), policy.Max.TotalMilliseconds)),
        };
    }

    /// <summary>A delay a handler asked for, cut to 0..24 h, rounded up to the millisecond.</summary>
    /// <param name="after">What it asked for.</param>
    public static long Asked(TimeSpan after) => Math.Clamp(Milliseconds(after), 0, LongestAskedMs);

    // factor^(n-1) overflows to infinity for large n, which the ceiling then cuts; so no loop and no special case.
    private static double Grown(RetryPolicy policy, int failures) =>
        policy.Initial == TimeSpan.Zero ? 0 : policy.Initial.TotalMilliseconds * Math.Pow(policy.Factor, failures - 1);

    private static double Jittered(double delay, double jitter, double draw) => delay * (1 - jitter + (2 * jitter * draw));

    private static long Round(double milliseconds) => (long)Math.Ceiling(Math.Clamp(milliseconds, 0, long.MaxValue / 2));

    private static long Milliseconds(TimeSpan span) => (span.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
}
