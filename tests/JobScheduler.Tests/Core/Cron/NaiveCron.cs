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
    private readonly Dictionary<DateTime, bool> _matching = [];

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
        if (!_matching.TryGetValue(day, out var matches))
        {
            _matching[day] = matches = _years.Contains(day.Year) && _months.Contains(day.Month) && DayFields(day);
        }

        return matches;
    }

    private static DateTime Wall(TimeZoneInfo zone, DateTime utc) => DateTime.SpecifyKind(utc + zone.GetUtcOffset(utc), DateTimeKind.Unspecified);

    private bool DayFields(DateTime day)
    {
        var byDay = _days.Split(',').Any(entry => DayEntry(entry, day));
        var byWeekday = _weekdays.TrimStart('+').Split(',').Any(entry => WeekdayEntry(entry, day));
        return _weekdays[0] == '+' || _days == "*" || _weekdays == "*" ? byDay && byWeekday : byDay || byWeekday;
    }

    private static bool DayEntry(string entry, DateTime day)
    {
        var last = DateTime.DaysInMonth(day.Year, day.Month);
        if (entry.EndsWith('W'))
        {
            var body = entry[..^1];
            var target = body[0] == 'L' ? last - (body.Length > 1 ? Number(body[2..]) : 0) : Number(body);
            return target >= 1 && target <= last && day == Nearest(new DateTime(day.Year, day.Month, target));
        }

        return entry[0] == 'L'
            ? day.Day == last - (entry.Length > 1 ? Number(entry[2..]) : 0)
            : Numbers(entry, 1, 31, []).Contains(day.Day);
    }

    /// <summary>Of the weekdays of the month the closest.</summary>
    private static DateTime Nearest(DateTime target) =>
        Enumerable.Range(-2, 5).Select(n => target.AddDays(n))
            .Where(d => d.Month == target.Month && d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .MinBy(d => Math.Abs((d - target).TotalDays));

    private static bool WeekdayEntry(string entry, DateTime day)
    {
        var isLast = day.AddDays(7).Month != day.Month;
        if (entry.Contains('#', StringComparison.Ordinal))
        {
            var parts = entry.Split('#');
            return Weekday(parts[0]) == (int)day.DayOfWeek && (parts[1] == "L" ? isLast : (day.Day - 1) / 7 == Number(parts[1]) - 1);
        }

        return entry.EndsWith('L')
            ? isLast && Weekday(entry[..^1]) == (int)day.DayOfWeek
            : Numbers(entry, 0, 7, DayNames).Any(d => d % 7 == (int)day.DayOfWeek);
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
