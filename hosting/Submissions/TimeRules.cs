using System.Globalization;

namespace JobScheduler.Hosting.Submissions;

/// <summary>Times become Unix milliseconds and durations milliseconds; what is finer is rounded up, so nothing is ever early.</summary>
internal static class TimeRules
{
    /// <summary>Ten years: the longest delay.</summary>
    public const long MaxDelayMs = 315_360_000_000;

    /// <summary>Seven days: the longest time-out of an attempt.</summary>
    public const long MaxTimeoutMs = 604_800_000;

    /// <summary>1970-01-01, inclusive.</summary>
    public const long Earliest = 0;

    /// <summary>2200-01-01, exclusive.</summary>
    public const long Latest = 7_258_118_400_000;

    /// <summary>A time as Unix milliseconds, or null if none was given or it is refused.</summary>
    public static long? CheckTime(FieldErrors errors, string path, DateTimeOffset? value)
    {
        if (value is not { } time)
            return null;
        var ms = CeilingMs(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks);
        if (ms >= Earliest && ms < Latest && time >= DateTimeOffset.UnixEpoch)
            return ms;
        errors.Add(path, "must lie between 1970 and 2199");
        return null;
    }

    /// <summary>A duration in milliseconds, or null if none was given or it is refused.</summary>
    public static long? CheckDuration(FieldErrors errors, string path, TimeSpan? value, long min, long max)
    {
        if (value is not { } duration)
            return null;
        var ms = CeilingMs(duration.Ticks);
        if (duration >= TimeSpan.Zero && ms >= min && ms <= max)
            return ms;
        errors.Add(path, Between(min, max));
        return null;
    }

    /// <summary>A whole number, or null if none was given or it is refused.</summary>
    public static int? CheckInt(FieldErrors errors, string path, int? value, int min, int max)
    {
        if (value is not { } number || (number >= min && number <= max))
            return value;
        errors.Add(path, Between(min, max));
        return null;
    }

    public static string Between(long min, long max) =>
        string.Create(CultureInfo.InvariantCulture, $"must be between {min} and {max}");

    private static long CeilingMs(long ticks)
    {
        var ms = Math.DivRem(ticks, TimeSpan.TicksPerMillisecond, out var rest);
        return rest > 0 ? ms + 1 : ms;
    }
}
