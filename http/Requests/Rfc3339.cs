using System.Globalization;
using System.Text.RegularExpressions;

namespace JobScheduler.Http.Requests;

/// <summary>Reads times as RFC 3339 writes them, with an offset; a leap second (:60) is not read.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc3339</remarks>
internal static partial class Rfc3339
{
    public const string Expected = "must be an RFC 3339 time with an offset, like 2026-12-01T10:00:00Z";

    private const int MaxYear = 9999;
    private const int FractionDigits = 3;

    /// <summary>The time in UTC, finer than a millisecond rounded up: never early.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="time">A time that DateTimeOffset cannot hold (a year of five digits) becomes its first or last.</param>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var match = Pattern().Match(text);
        if (!match.Success)
            return false;
        var offset = TimeSpan.Zero;
        if (match.Groups["sign"].Success)
        {
            offset = new(Number(match, "oh"), Number(match, "om"), 0);
            if (match.Groups["sign"].ValueSpan[0] == '-')
                offset = -offset;
        }

        var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Representable(year), month))
            return false;
        time = year switch
        {
            0 => DateTimeOffset.MinValue,
            > MaxYear => DateTimeOffset.MaxValue,
            _ => At(new DateTime(year, month, day).Add(TimeOfDay(match)), Milliseconds(match), offset),
        };
        return true;
    }

    // The same leap rule holds every 400 years, also for years that DateTime does not have.
    private static int Representable(int year) => (year % 400) + 400;

    private static TimeSpan TimeOfDay(Match match) => new(Number(match, "hour"), Number(match, "minute"), Number(match, "second"));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static int Milliseconds(Match match)
    {
        var digits = match.Groups["fraction"].Value;
        if (digits.Length == 0)
            return 0;
        var whole = int.Parse(digits.PadRight(FractionDigits, '0').AsSpan(0, FractionDigits), CultureInfo.InvariantCulture);
        return digits.Length > FractionDigits && digits.AsSpan(FractionDigits).ContainsAnyExcept('0') ? whole + 1 : whole;
    }

    private static DateTimeOffset At(DateTime local, int milliseconds, TimeSpan offset)
    {
        var ticks = local.Ticks + (milliseconds * TimeSpan.TicksPerMillisecond) - offset.Ticks;
        return new(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4,9})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt]"
        + @"(?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9])"
        + @"(?:\.(?<fraction>[0-9]+))?(?:[Zz]|(?<sign>[+-])(?<oh>[01][0-9]|2[0-3]):(?<om>[0-5][0-9]))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
