using System.Numerics;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>Which days of a month the two day fields mean, whatever the month.</summary>
internal struct DayRule
{
    private const uint AllDays = 0xFFFF_FFFE;
    private const uint AllWeekdays = 0x7F;

    /// <summary>Days of the month; bit n is the n-th.</summary>
    public uint Days;

    /// <summary>Days counted from the end; bit 0 is the last day, bit n the n-th before it.</summary>
    public uint FromEnd;

    /// <summary>The day whose nearest weekday is meant: 1 to 31; 0 for none; ~n for n days before the last.</summary>
    public int Nearest;

    /// <summary>Days of the week; bit 0 is Sunday.</summary>
    public uint Weekdays;

    /// <summary>The k-th of a day of the week; bit 7(k-1) + weekday.</summary>
    public ulong Nth;

    /// <summary>The last of a day of the week in the month.</summary>
    public uint LastWeekdays;

    /// <summary>A field is anything but a bare <c>*</c> or <c>?</c>.</summary>
    public bool DaysRestricted;

    /// <inheritdoc cref="DaysRestricted"/>
    public bool WeekdaysRestricted;

    /// <summary>Both fields must match, as the day-of-week field begins with <c>+</c>.</summary>
    public bool Both;

    /// <summary>A day matches if either field does.</summary>
    public readonly bool IsEither => DaysRestricted && WeekdaysRestricted && !Both;

    /// <summary>Every day of every month matches.</summary>
    public readonly bool IsEveryDay => IsEither
        ? Days == AllDays || Weekdays == AllWeekdays
        : Days == AllDays && Weekdays == AllWeekdays;

    /// <summary>The matching days of a month as bits 1 to 31.</summary>
    /// <param name="first">The weekday of its first day, 0 is Sunday.</param>
    /// <param name="length">Its number of days.</param>
    public readonly uint In(int first, int length)
    {
        var days = Days;
        if (FromEnd != 0 || Nearest != 0)
        {
            days |= CountedFromEnd(length) | NearestWeekday(first, length);
        }

        var weekdays = (uint)(Turned(Weekdays, first) * 0x1020_4081UL << 1);
        if (Nth != 0 || LastWeekdays != 0)
        {
            weekdays |= Numbered(first) | (Turned(LastWeekdays, (first + length) % 7) << (length - 6));
        }

        return (IsEither ? days | weekdays : days & weekdays) & (uint)((2UL << length) - 2);
    }

    /// <summary>Seven bits in the order in which the days come when the first is the given weekday.</summary>
    private static uint Turned(uint weekdays, int first) => (weekdays | (weekdays << 7)) >> first & AllWeekdays;

    private readonly uint CountedFromEnd(int length)
    {
        uint days = 0;
        for (var left = FromEnd; left != 0; left &= left - 1)
        {
            var day = length - BitOperations.TrailingZeroCount(left);
            days |= day >= 1 ? 1u << day : 0;
        }

        return days;
    }

    // A Saturday moves to the Friday before and a Sunday to the Monday after, unless that is another month: then the other way.
    private readonly uint NearestWeekday(int first, int length)
    {
        var day = Nearest > 0 ? Nearest : length - ~Nearest;
        if (Nearest == 0 || day < 1 || day > length)
        {
            return 0;
        }

        return 1u << ((first + day - 1) % 7) switch
        {
            6 => day > 1 ? day - 1 : day + 2,
            0 => day < length ? day + 1 : day - 2,
            _ => day,
        };
    }

    private readonly uint Numbered(int first)
    {
        ulong days = 0;
        for (var k = 0; k < 5; k++)
        {
            days |= (ulong)Turned((uint)(Nth >> (7 * k)) & AllWeekdays, first) << ((7 * k) + 1);
        }

        return (uint)days;
    }
}
