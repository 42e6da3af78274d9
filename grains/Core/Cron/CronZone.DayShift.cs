namespace JobScheduler.Grains.Core.Cron;

// The time zone database says when a clock changes for ever as a day and a time that may lie outside of that day: "24:00 on the first
// Saturday", "-1:00 on the last Sunday". TimeZoneInfo keeps the hour and loses the day, so from the last year that the database lists
// one by one (2037 or later) changes of a few zones (Santiago, Cairo, Nuuk, Jerusalem, Gaza) come some days off. The listed years show by
// how many, and the later ones are moved as far.
public sealed partial class CronZone
{
    private const int LeastListedYear = 2037;
    private const int LargestShift = 6;

    private static void MoveToTheirDays(TimeZoneInfo zone, List<(long At, int Offset)> changes)
    {
        var rules = zone.GetAdjustmentRules();
        if (rules.Length == 0 || rules[^1].DateEnd.Year <= CronCalendar.LastYear || rules[^1].DateStart.Year < LeastListedYear)
        {
            return;
        }

        var (rule, listed) = (rules[^1], rules[^1].DateStart.Year);
        var forward = Shift(changes, rule.DaylightTransitionStart, listed, isForward: true);
        var back = Shift(changes, rule.DaylightTransitionEnd, listed, isForward: false);

        // The rule may begin on the day of the last listed change, and that one is right.
        var from = (rule.DateStart.AddDays(LargestShift + 1) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        for (var i = 1; i < changes.Count && (forward | back) != 0; i++)
        {
            var (at, offset) = changes[i];
            changes[i] = at < from ? changes[i] : (at + ((offset > changes[i - 1].Offset ? forward : back) * CronCalendar.SecondsPerDay), offset);
        }
    }

    /// <summary>By how many whole days listed changes lie after those of the rule; 0 unless the last two listed years agree.</summary>
    private static int Shift(List<(long At, int Offset)> changes, TimeZoneInfo.TransitionTime rule, int listed, bool isForward)
    {
        var shift = ShiftIn(changes, rule, listed - 1, isForward);
        return shift == ShiftIn(changes, rule, listed - 2, isForward) ? shift : 0;
    }

    private static int ShiftIn(List<(long At, int Offset)> changes, TimeZoneInfo.TransitionTime rule, int year, bool isForward)
    {
        var ruled = Wall(rule, year);
        for (var i = 1; i < changes.Count; i++)
        {
            var distance = changes[i].At + changes[i - 1].Offset - ruled;
            if (changes[i].Offset > changes[i - 1].Offset == isForward && distance % CronCalendar.SecondsPerDay == 0
                && Math.Abs(distance / CronCalendar.SecondsPerDay) <= LargestShift)
            {
                return (int)(distance / CronCalendar.SecondsPerDay);
            }
        }

        return 0;
    }

    /// <summary>What the clock shows when it changes, in wall seconds.</summary>
    private static long Wall(TimeZoneInfo.TransitionTime rule, int year)
    {
        var first = CronCalendar.FirstDay(year, rule.Month);
        var day = rule.Day - 1;
        if (!rule.IsFixedDateRule)
        {
            day = (((int)rule.DayOfWeek - CronCalendar.Weekday(first) + 7) % 7) + (7 * (rule.Week - 1));
            day -= day >= CronCalendar.DaysIn(year, rule.Month) ? 7 : 0;
        }

        return ((first + day) * (long)CronCalendar.SecondsPerDay) + (rule.TimeOfDay.TimeOfDay.Ticks / TimeSpan.TicksPerSecond);
    }
}
