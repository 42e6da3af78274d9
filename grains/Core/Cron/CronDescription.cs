using System.Numerics;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>Says in plain English what sets of times mean. It describes the sets, so two ways to write the same are described alike.</summary>
internal static class CronDescription
{
    private const int MostTimesListed = 4;

    /// <summary>Times and dates: <c>At 02:30 on the last day of the month</c>.</summary>
    public static string Of(in CronFields fields) => Times(fields) + CronDateWords.Of(fields);

    /// <summary>Why fields name no date at all.</summary>
    public static string WhyNever(in CronFields fields) =>
        $"It can never fire: from {CronCalendar.FirstYear} to {CronCalendar.LastYear} there is no date{CronDateWords.Of(fields)}.";

    private static string Times(in CronFields fields)
    {
        var count = BitOperations.PopCount(fields.Hours) * BitOperations.PopCount(fields.Minutes) * BitOperations.PopCount(fields.Seconds);
        if (fields.Hours != CronFields.AllHours && count <= MostTimesListed)
        {
            return $"At {Listed(fields)}";
        }

        return fields.Seconds != 1 ? Seconds(fields)
            : fields.Minutes == 1 ? Hours(fields)
            : Minutes(fields);
    }

    private static string Listed(in CronFields fields)
    {
        var times = new List<string>();
        for (var hour = CronCalendar.NextBit(fields.Hours, 0); hour >= 0; hour = CronCalendar.NextBit(fields.Hours, hour + 1))
        {
            for (var minute = CronCalendar.NextBit(fields.Minutes, 0); minute >= 0; minute = CronCalendar.NextBit(fields.Minutes, minute + 1))
            {
                for (var second = CronCalendar.NextBit(fields.Seconds, 0); second >= 0; second = CronCalendar.NextBit(fields.Seconds, second + 1))
                {
                    times.Add(CronWords.Time((3600 * hour) + (60 * minute) + second));
                }
            }
        }

        return CronWords.Join(times);
    }

    private static string Hours(in CronFields fields)
    {
        var (step, from, to) = (CronWords.Step(fields.Hours, 24), BitOperations.TrailingZeroCount(fields.Hours), BitOperations.Log2(fields.Hours));
        return step == 1 ? "Every hour"
            : step > 1 ? $"Every {step} hours"
            : to - from + 1 == BitOperations.PopCount(fields.Hours) ? $"Every hour from {CronWords.Time(3600 * from)} to {CronWords.Time(3600 * to)}"
            : $"At {Listed(fields)}";
    }

    private static string Minutes(in CronFields fields) => CronWords.Step(fields.Minutes, 60) switch
    {
        1 => $"Every minute{Within(fields.Hours)}",
        0 => $"At {CronWords.Numbers("minute", fields.Minutes)}{(fields.Hours == CronFields.AllHours ? " of every hour" : $" of {CronWords.Numbers("the hour", fields.Hours)}")}",
        var step => $"Every {step} minutes{Within(fields.Hours)}",
    };

    private static string Seconds(in CronFields fields)
    {
        var seconds = CronWords.Step(fields.Seconds, 60) switch
        {
            1 => "Every second",
            0 => $"At {CronWords.Numbers("second", fields.Seconds)}",
            var step => $"Every {step} seconds",
        };
        var minutes = CronWords.Step(fields.Minutes, 60) switch
        {
            1 => fields.Seconds == CronFields.AllMinutes || CronWords.Step(fields.Seconds, 60) > 1 ? "" : " of every minute",
            0 => $" in {CronWords.Numbers("minute", fields.Minutes)}",
            var step => $" in every {CronWords.Ordinal(step)} minute",
        };
        return seconds + minutes + Within(fields.Hours);
    }

    private static string Within(uint hours)
    {
        var (from, to) = (BitOperations.TrailingZeroCount(hours), BitOperations.Log2(hours));
        return hours == CronFields.AllHours ? ""
            : to - from + 1 == BitOperations.PopCount(hours) ? $" from {CronWords.Time(3600 * from)} to {CronWords.Time((3600 * to) + 3540)}"
            : CronWords.Step(hours, 24) is > 1 and var step ? $" in every {CronWords.Ordinal(step)} hour"
            : $" in {CronWords.Numbers("the hour", hours)}";
    }
}
