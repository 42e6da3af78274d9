using System.Numerics;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>Says which dates the day, month and year fields mean; begins with a space, or is empty for every day.</summary>
internal static class CronDateWords
{
    private const int MostYearsListed = 5;

    private static readonly string[] Months =
        ["", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    // A week is read from Monday on, so Sunday is here twice.
    private static readonly string[] Weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static string Of(in CronFields fields)
    {
        var single = BitOperations.IsPow2(fields.Months);
        var month = single ? Months[BitOperations.Log2(fields.Months)] : "the month";
        var days = Days(fields.Days, month);
        if (single)
        {
            days += days.Contains(month, StringComparison.Ordinal) ? "" : $" in {month}";
        }
        else if (fields.Months != CronFields.AllMonths)
        {
            days += $" in {CronWords.Runs(fields.Months, 1, 12, m => Months[m])}";
        }

        return days + Years(fields);
    }

    private static string Days(in DayRule rule, string month)
    {
        if (rule.IsEveryDay)
        {
            return "";
        }

        var days = rule.DaysRestricted && rule.Days != 0xFFFF_FFFE ? DaysOfMonth(rule, month) : "";
        var weekdays = rule.WeekdaysRestricted && rule.Weekdays != 0x7F ? DaysOfWeek(rule, month) : "";
        return (days, weekdays) switch
        {
            ("", "") => "",
            (_, "") => $" on {days}",
            ("", _) => $" on {weekdays}",
            _ => rule.IsEither ? $" on {days} or on {weekdays}" : $" on {days} if that is {weekdays}",
        };
    }

    private static string DaysOfMonth(in DayRule rule, string month)
    {
        var words = new List<string>();
        if (rule.Days != 0)
        {
            words.Add($"{CronWords.Numbers("day", rule.Days)} of {month}");
        }

        for (var left = rule.FromEnd; left != 0; left &= left - 1)
        {
            words.Add(BeforeLast(BitOperations.TrailingZeroCount(left), month));
        }

        if (rule.Nearest != 0)
        {
            words.Add(rule.Nearest == ~0 ? $"the last day of {month} from Monday to Friday"
                : $"the day from Monday to Friday nearest to {(rule.Nearest > 0 ? $"day {CronWords.Number(rule.Nearest)} of {month}" : BeforeLast(~rule.Nearest, month))}");
        }

        return CronWords.Join(words);
    }

    private static string BeforeLast(int days, string month) => days switch
    {
        0 => $"the last day of {month}",
        1 => $"the day before the last day of {month}",
        _ => $"the {CronWords.Ordinal(days)} day before the last day of {month}",
    };

    private static string DaysOfWeek(in DayRule rule, string month)
    {
        var words = new List<string>();
        if (rule.Weekdays != 0)
        {
            words.Add(CronWords.Runs((rule.Weekdays & 0x7E) | ((rule.Weekdays & 1) << 7), 1, 7, day => Weekdays[day]));
        }

        for (var left = rule.Nth; left != 0; left &= left - 1)
        {
            var bit = BitOperations.TrailingZeroCount(left);
            words.Add($"the {CronWords.Ordinal((bit / 7) + 1)} {Weekdays[bit % 7]} of {month}");
        }

        for (var left = rule.LastWeekdays; left != 0; left &= left - 1)
        {
            words.Add($"the last {Weekdays[BitOperations.TrailingZeroCount(left)]} of {month}");
        }

        return CronWords.Join(words);
    }

    private static string Years(in CronFields fields)
    {
        if (!fields.YearsRestricted)
        {
            return "";
        }

        var (first, second) = (fields.Years.Next(CronCalendar.FirstYear), 0);
        var words = new List<string>();
        var count = 0;
        var even = true;
        var last = first;
        for (var year = first; year >= 0; year = After(fields.Years, year), count++)
        {
            second = count == 1 ? year : second;
            even &= count < 2 || year - last == second - first;
            last = year;
        }

        if (count > 3 && even)
        {
            return second - first == 1
                ? $" in {CronWords.Number(first)} to {CronWords.Number(last)}"
                : $" in every {CronWords.Ordinal(second - first)} year from {CronWords.Number(first)} to {CronWords.Number(last)}";
        }

        for (var year = first; year >= 0 && words.Count < MostYearsListed; year = After(fields.Years, year))
        {
            words.Add(CronWords.Number(year));
        }

        if (count > words.Count)
        {
            words.Add($"{CronWords.Number(count - words.Count)} later years");
        }

        return $" in {CronWords.Join(words)}";
    }

    private static int After(in YearSet years, int year) => year == CronCalendar.LastYear ? -1 : years.Next(year + 1);
}
