using System.Globalization;

namespace JobScheduler.Cli.Output;

/// <summary>Values as people read them.</summary>
internal static class Human
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Nothing.</summary>
    public const string None = "-";

    /// <summary>A time, as the API shows it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", Culture);

    /// <summary>A time and how far it is.</summary>
    public static string? TimeAndDistance(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } present ? $"{Time(present)} ({Distance(present, now)})" : null;

    /// <summary>How far a time is: <c>5s ago</c>, <c>in 2h</c>.</summary>
    public static string Distance(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } present)
            return None;
        var distance = present - now;
        return distance > TimeSpan.FromMilliseconds(500) ? "in " + Duration(distance)
            : distance > TimeSpan.FromMilliseconds(-1000) ? "now"
            : Duration(-distance) + " ago";
    }

    /// <summary>A duration in its one or two largest units: <c>350ms</c>, <c>2.4s</c>, <c>3m20s</c>, <c>5h10m</c>, <c>12d</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(Culture, $"{duration.TotalMilliseconds:0}ms"),
        { TotalSeconds: < 10 } => string.Create(Culture, $"{Math.Floor(duration.TotalSeconds * 10) / 10:0.#}s"),
        { TotalMinutes: < 1 } => string.Create(Culture, $"{duration.Seconds}s"),
        { TotalHours: < 1 } => Two(duration.Minutes, "m", duration.Seconds, "s"),
        { TotalDays: < 1 } => Two(duration.Hours, "h", duration.Minutes, "m"),
        { TotalDays: < 10 } => Two(duration.Days, "d", duration.Hours, "h"),
        _ => string.Create(Culture, $"{(int)duration.TotalDays}d"),
    };

    public static string Milliseconds(double? value) => value switch
    {
        null => None,
        >= 10_000 => Duration(TimeSpan.FromMilliseconds(value.Value)),
        _ => string.Create(Culture, $"{value:0.#} ms"),
    };

    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < 4)
            (value, unit) = (value / 1024, unit + 1);
        return string.Create(Culture, $"{value:0.#} {Units[unit]}");
    }

    public static string Rate(double perSecond) => string.Create(Culture, $"{perSecond:0.#}/s");

    public static string Count(long count) => count.ToString(Culture);

    public static string Percent(double? percent) => percent is { } present ? string.Create(Culture, $"{present:0.#} %") : None;

    /// <summary>A number of things: <c>1 job</c>, <c>5 jobs</c>.</summary>
    public static string Of(long count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>Jobs and what they do: <c>1 job waits</c>, <c>5 jobs wait</c>.</summary>
    public static string Wait(long count) => Of(count, "job") + (count == 1 ? " waits" : " wait");

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? string.Create(Culture, $"{large}{largeUnit}") : string.Create(Culture, $"{large}{largeUnit}{small}{smallUnit}");
}
