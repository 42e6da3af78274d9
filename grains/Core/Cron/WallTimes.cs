using System.Numerics;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>
/// The times that an expression names, on a wall clock that never jumps. Wall seconds count from 1970-01-01 00:00:00. Immutable.
/// </summary>
internal sealed class WallTimes
{
    /// <summary>No time any more.</summary>
    public const long None = long.MaxValue;

    private readonly CronFields _fields;
    private readonly bool _everyDay;
    private readonly int _firstOfDay;
    private readonly int _firstMinuteAndSecond;
    private readonly int _firstSecond;
    private readonly int _firstMonth;

    public WallTimes(in CronFields fields)
    {
        _fields = fields;
        _everyDay = fields.Days.IsEveryDay && fields.Months == CronFields.AllMonths && !fields.YearsRestricted;
        _firstSecond = BitOperations.TrailingZeroCount(fields.Seconds);
        _firstMinuteAndSecond = (60 * BitOperations.TrailingZeroCount(fields.Minutes)) + _firstSecond;
        _firstOfDay = (3600 * BitOperations.TrailingZeroCount(fields.Hours)) + _firstMinuteAndSecond;
        _firstMonth = BitOperations.TrailingZeroCount(fields.Months);
    }

    public ref readonly CronFields Fields => ref _fields;

    /// <summary>The first time at or after one, or <see cref="None"/> after 2199. Allocates nothing.</summary>
    public long Next(long from)
    {
        from = Math.Max(from, 0);
        if (from >= (CronCalendar.LastDay + 1L) * CronCalendar.SecondsPerDay)
        {
            return None;
        }

        var day = (int)((ulong)from / CronCalendar.SecondsPerDay);
        var second = (int)(from - ((long)day * CronCalendar.SecondsPerDay));
        return _everyDay ? NextOfEveryDay(day, second) : NextOfDays(day, second);
    }

    private static long At(int day, int second) => ((long)day * CronCalendar.SecondsPerDay) + second;

    private long NextOfEveryDay(int day, int second)
    {
        var time = NextOfDay(second);
        return time >= 0 ? At(day, time)
            : day < CronCalendar.LastDay ? At(day + 1, _firstOfDay)
            : None;
    }

    private long NextOfDays(int today, int second)
    {
        var (year, month, day) = CronCalendar.Date(today);
        uint days = 0;
        if ((_fields.Months >> month & 1) != 0 && (!_fields.YearsRestricted || _fields.Years.Contains(year)))
        {
            days = DaysOf(today - day + 1, year, month);
            if ((days >> day & 1) != 0 && NextOfDay(second) is >= 0 and var time)
            {
                return At(today, time);
            }
        }

        var later = days & (0xFFFF_FFFEu << day);
        var next = later != 0 ? today - day + BitOperations.TrailingZeroCount(later) : NextDayAfter(year, month);
        return next < 0 ? None : At(next, _firstOfDay);
    }

    /// <summary>The first matching second of a day at or after one, or -1.</summary>
    private int NextOfDay(int from)
    {
        var hour = (int)((uint)from / 3600);
        if ((_fields.Hours >> hour & 1) != 0)
        {
            var next = NextOfHour(from - (hour * 3600));
            if (next >= 0)
            {
                return (hour * 3600) + next;
            }
        }

        hour = CronCalendar.NextBit(_fields.Hours, hour + 1);
        return hour < 0 ? -1 : (hour * 3600) + _firstMinuteAndSecond;
    }

    private int NextOfHour(int from)
    {
        var minute = (int)((uint)from / 60);
        if ((_fields.Minutes >> minute & 1) != 0)
        {
            var second = CronCalendar.NextBit(_fields.Seconds, from - (minute * 60));
            if (second >= 0)
            {
                return (minute * 60) + second;
            }
        }

        minute = CronCalendar.NextBit(_fields.Minutes, minute + 1);
        return minute < 0 ? -1 : (minute * 60) + _firstSecond;
    }

    /// <summary>The first matching day in a later month, or -1.</summary>
    private int NextDayAfter(int year, int month)
    {
        if (_fields.YearsRestricted && !_fields.Years.Contains(year))
        {
            month = 12;
        }

        while (true)
        {
            month = CronCalendar.NextBit(_fields.Months, month + 1);
            if (month < 0)
            {
                month = _firstMonth;
                year = _fields.Years.Next(year + 1);
                if (year < 0)
                {
                    return -1;
                }
            }

            var first = CronCalendar.FirstDay(year, month);
            var days = DaysOf(first, year, month);
            if (days != 0)
            {
                return first - 1 + BitOperations.TrailingZeroCount(days);
            }
        }
    }

    private uint DaysOf(int first, int year, int month) => _fields.Days.In(CronCalendar.Weekday(first), CronCalendar.DaysIn(year, month));
}
