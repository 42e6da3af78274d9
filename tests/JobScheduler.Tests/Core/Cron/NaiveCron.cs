using System.Globalization;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>
/// The written rules once more, as plainly as can be and sharing no code with the engine: sets of numbers, one question per wall time,
/// and a walk over every second or minute of UTC that asks TimeZoneInfo what the clock shows. Knows no H and no nicknames.
/// </summary>
internal sealed class NaiveCron
{
    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly HashSet<int> _seconds;
    private readonly HashSet<int> _minutes;
    private readonly HashSet<int> _hours;
    private readonly HashSet<int> _months;
    private readonly HashSet<int> _years;
    private readonly string _days;
    private readonly string _weekdays;
    private readonly Func<DateTime, bool>[] _dayEntries;
    private readonly Func<DateTime, bool>[] _weekdayEntries;
    private (DateTime Day, bool Matches) _last;

    public NaiveCron(string text)
    {
        var fields = text.ToUpperInvariant().Replace('?', '*').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        HasSeconds = fields.Length > 5;
        var at = HasSeconds ? 1 : 0;
        _seconds = HasSeconds ? Numbers(fields[0], 0, 59, []) : [0];
        _minutes = Numbers(fields[at], 0, 59, []);
        _hours = Numbers(fields[at + 1], 0, 23, []);
        _days = fields[at + 2];
        _months = Numbers(fields[at + 3], 1, 12, MonthNames);
        _weekdays = fields[at + 4];
        _dayEntries = [.. _days.Split(',').Select(DayEntry)];
        _weekdayEntries = [.. _weekdays.TrimStart('+').Split(',').Select(WeekdayEntry)];
        _years = Numbers(fields.Length == 7 ? fields[6] : "*", 1970, 2199, []);
    }

    public bool HasSeconds { get; }

    /// <summary>Every fire in a span of UTC, found second by second, or minute by minute where there is no seconds field.</summary>
    public SortedSet<DateTime> Fires(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        var fires = new SortedSet<DateTime>();
        var seen = new HashSet<DateTime>();
        var step = HasSeconds ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
        var expected = Wall(zone, from);
        for (var utc = from; utc < to; utc += step)
        {
            var wall = Wall(zone, utc);
            if (_hours.Count == 24)
            {
                AddIf(Matches(wall), utc);
            }
            else
            {
                for (var skipped = expected; skipped < wall; skipped += step)
                {
                    AddIf(seen.Add(skipped) && Matches(skipped), utc);
                }

                AddIf(seen.Add(wall) && Matches(wall), utc);
            }

            expected = wall + step;
        }

        return fires;

        void AddIf(bool fire, DateTime utc)
        {
            if (fire)
            {
                fires.Add(utc);
            }
        }
    }

    public bool Matches(DateTime wall) =>
        _hours.Contains(wall.Hour) && _minutes.Contains(wall.Minute) && _seconds.Contains(wall.Second) && MatchesDay(wall.Date);

    public bool MatchesDay(DateTime day)
    {
        if (_last.Day != day)
        {
            _last = (day, _years.Contains(day.Year) && _months.Contains(day.Month) && DayFields(day));
        }

        return _last.Matches;
    }

    private static DateTime Wall(TimeZoneInfo zone, DateTime utc) => DateTime.SpecifyKind(utc + zone.GetUtcOffset(utc), DateTimeKind.Unspecified);

    private bool DayFields(DateTime day)
    {
        var byDay = _dayEntries.Any(entry => entry(day));
        var byWeekday = _weekdayEntries.Any(entry => entry(day));
        return _weekdays[0] == '+' || _days == "*" || _weekdays == "*" ? byDay && byWeekday : byDay || byWeekday;
    }

    private static Func<DateTime, bool> DayEntry(string entry)
    {
        if (entry.EndsWith('W'))
        {
            var target = DayNumber(entry[..^1]);
            return day => target(day) is >= 1 and var n && n <= Last(day) && day == Nearest(new DateTime(day.Year, day.Month, n));
        }

        if (entry[0] == 'L')
        {
            var target = DayNumber(entry);
            return day => day.Day == target(day);
        }

        var numbers = Numbers(entry, 1, 31, []);
        return day => numbers.Contains(day.Day);
    }

    private static Func<DateTime, int> DayNumber(string text)
    {
        var n = text == "L" ? 0 : Number(text[0] == 'L' ? text[2..] : text);
        return text[0] == 'L' ? day => Last(day) - n : _ => n;
    }

    private static int Last(DateTime day) => DateTime.DaysInMonth(day.Year, day.Month);

    /// <summary>Of the weekdays of the month the closest.</summary>
    private static DateTime Nearest(DateTime target) =>
        Enumerable.Range(-2, 5).Select(n => target.AddDays(n))
            .Where(d => d.Month == target.Month && d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .MinBy(d => Math.Abs((d - target).TotalDays));

    private static Func<DateTime, bool> WeekdayEntry(string entry)
    {
        if (entry.Contains('#', StringComparison.Ordinal) || entry.EndsWith('L'))
        {
            var parts = entry.TrimEnd('L').Split('#');
            var (weekday, k) = (Weekday(parts[0]), entry.EndsWith('L') ? 0 : Number(parts[1]));
            return day => weekday == (int)day.DayOfWeek && (k == 0 ? day.AddDays(7).Month != day.Month : (day.Day - 1) / 7 == k - 1);
        }

        var numbers = Numbers(entry, 0, 7, DayNames).Select(d => d % 7).ToHashSet();
        return day => numbers.Contains((int)day.DayOfWeek);
    }

    private static int Weekday(string text) => Value(text, 0, DayNames) % 7;

    private static HashSet<int> Numbers(string field, int min, int max, string[] names)
    {
        var set = new HashSet<int>();
        foreach (var entry in field.Split(','))
        {
            var parts = entry.Split('/');
            var step = parts.Length > 1 ? Number(parts[1]) : 1;
            var ends = parts[0].Split('-');
            var from = ends[0] == "*" ? min : Value(ends[0], min, names);
            var to = ends[0] == "*" || (ends.Length == 1 && parts.Length > 1) ? max : ends.Length == 1 ? from : Value(ends[1], min, names);

            // A reversed range is written out value by value; the week has two names for Sunday.
            var values = new List<int> { from };
            while (values[^1] != to && !(names == DayNames && from > to && values[^1] % 7 == to % 7))
            {
                values.Add(values[^1] == (names == DayNames && from > to ? 6 : max) ? min : values[^1] == 7 && names == DayNames ? 1 : values[^1] + 1);
            }

            set.UnionWith(values.Where((_, i) => i % step == 0));
        }

        return set;
    }

    private static int Value(string text, int min, string[] names) =>
        Array.IndexOf(names, text) is >= 0 and var index ? index + min : Number(text);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
