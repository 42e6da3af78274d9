using System.Globalization;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>Times, numbers and lists in words.</summary>
internal static class CronWords
{
    /// <summary>A second of the day: 02:30, or 02:30:15.</summary>
    public static string Time(int second) => string.Create(
        CultureInfo.InvariantCulture,
        $"{second / 3600:00}:{second / 60 % 60:00}{(second % 60 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{second % 60:00}"))}");

    /// <summary>The time of day of a wall second.</summary>
    public static string TimeOf(long wallSecond) => Time((int)(wallSecond % CronCalendar.SecondsPerDay));

    /// <summary>The date of a wall second: 2027-03-28.</summary>
    public static string DateOf(long wallSecond)
    {
        var (year, month, day) = CronCalendar.Date((int)(wallSecond / CronCalendar.SecondsPerDay));
        return string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
    }

    /// <summary>1st, 2nd, 3rd, 4th; 11th to 13th.</summary>
    public static string Ordinal(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}{Suffix(number)}");

    /// <summary>The step of a set that begins at 0 and goes evenly round the whole cycle; 0 where there is none.</summary>
    public static int Step(ulong set, int cycle)
    {
        var second = CronCalendar.NextBit(set, 1);
        if ((set & 1) == 0 || second < 0 || cycle % second != 0)
        {
            return 0;
        }

        ulong even = 0;
        for (var i = 0; i < cycle; i += second)
        {
            even |= 1UL << i;
        }

        return set == even ? second : 0;
    }

    /// <summary>A noun and the numbers of a set: minute 15; minutes 0, 5 and 30 to 40.</summary>
    public static string Numbers(string noun, ulong set) => (set & (set - 1)) == 0
        ? $"{noun} {Runs(set, 0, 63, Number)}"
        : $"{noun}s {Runs(set, 0, 63, Number)}";

    /// <summary>The values of a set in words; three or more in a row as a range.</summary>
    public static string Runs(ulong set, int min, int max, Func<int, string> word)
    {
        var words = new List<string>();
        for (var i = min; i <= max; i++)
        {
            var end = i;
            while (end <= max && (set >> end & 1) != 0)
            {
                end++;
            }

            if (end - i >= 3)
            {
                words.Add($"{word(i)} to {word(end - 1)}");
                i = end;
            }
            else if (end > i)
            {
                words.Add(word(i));
            }
        }

        return Join(words);
    }

    /// <summary>a; a and b; a, b and c.</summary>
    public static string Join(IReadOnlyList<string> words, string last = "and") => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}",
    };

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Suffix(int number) => (number % 100, number % 10) switch
    {
        (11 or 12 or 13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
}
