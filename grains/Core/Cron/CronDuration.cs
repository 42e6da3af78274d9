using System.Globalization;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>Reads the duration of <c>@every</c>: numbers with a unit, <c>d</c>, <c>h</c>, <c>m</c>, <c>s</c> or <c>ms</c>, added up.</summary>
internal static class CronDuration
{
    public const long ShortestMs = 1000;
    public const long LongestMs = 10L * 365 * 24 * 60 * 60 * 1000;

    private const string Form = "a duration such as 90s, 1h30m or 2d";
    private const string Unit = "a unit: d, h, m, s or ms";
    private const string Range = "a duration from 1s to 3650d";

    /// <summary>The duration in milliseconds; null with the problem, whose position counts in the same text.</summary>
    /// <param name="text">The whole expression.</param>
    /// <param name="start">Where the duration begins.</param>
    /// <param name="error">The problem, if the answer is null.</param>
    public static long? Read(ReadOnlySpan<char> text, int start, out CronError? error)
    {
        error = null;
        long sum = 0;
        var at = start;
        while (at < text.Length)
        {
            if (!ReadNumber(text, ref at, out var number))
            {
                error = new("expression", at, at == start ? Form : "a number");
                return null;
            }

            var unit = ReadUnit(text, ref at);
            if (unit == 0)
            {
                error = new("expression", at, Unit);
                return null;
            }

            sum = Math.Min(sum + (number * unit), LongestMs + 1);
        }

        if (sum is < ShortestMs or > LongestMs)
        {
            error = new("expression", start, at == start ? Form : Range);
            return null;
        }

        return sum;
    }

    /// <summary>The duration in words: 1 hour 30 minutes.</summary>
    public static string Words(long ms)
    {
        var words = new List<string>();
        foreach (var (size, name) in new[] { (86_400_000L, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second"), (1, "millisecond") })
        {
            var count = ms / size;
            ms %= size;
            if (count > 0)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}"));
            }
        }

        return string.Join(' ', words);
    }

    // The largest number is over ten years of milliseconds, and small enough that times a day it still fits.
    private static bool ReadNumber(ReadOnlySpan<char> text, ref int at, out long number)
    {
        number = 0;
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            number = Math.Min((number * 10) + (text[at++] - '0'), LongestMs / 10);
        }

        return at > start;
    }

    private static long ReadUnit(ReadOnlySpan<char> text, ref int at)
    {
        var rest = text[at..];
        if (rest.StartsWith("ms"))
        {
            at += 2;
            return 1;
        }

        long unit = rest.IsEmpty ? 0 : rest[0] switch { 'd' => 86_400_000, 'h' => 3_600_000, 'm' => 60_000, 's' => 1000, _ => 0 };
        at += unit == 0 ? 0 : 1;
        return unit;
    }
}
