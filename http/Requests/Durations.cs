namespace JobScheduler.Http.Requests;

/// <summary>Milliseconds as durations.</summary>
internal static class Durations
{
    /// <summary>The duration, or the nearest one that a TimeSpan holds.</summary>
    public static TimeSpan FromMilliseconds(long milliseconds) =>
        milliseconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond ? TimeSpan.MaxValue
        : milliseconds < TimeSpan.MinValue.Ticks / TimeSpan.TicksPerMillisecond ? TimeSpan.MinValue
        : new(milliseconds * TimeSpan.TicksPerMillisecond);
}
