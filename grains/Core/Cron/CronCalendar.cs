using System.Numerics;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>
/// The Gregorian calendar as numbers: days count from 1970-01-01, wall seconds from its midnight. From a day to its date is the
/// algorithm of C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022).
/// </summary>
internal static class CronCalendar
{
    public const int FirstYear = 1970;
    public const int LastYear = 2199;
    public const int Years = LastYear - FirstYear + 1;
    public const int SecondsPerDay = 86_400;

    /// <summary>2199-12-31.</summary>
    public const int LastDay = 84_005;

    private static readonly ushort[] DaysBefore =
        [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 0, 0, 0, 0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];

    /// <summary>The date of a day from <see cref="FirstYear"/> on.</summary>
    public static (int Year, int Month, int Day) Date(int day)
    {
        var n1 = (4 * ((uint)day + 719_468)) + 3;
        var century = n1 / 146_097;
        var n2 = n1 % 146_097 | 3;
        var product = 2_939_745UL * n2;
        var dayOfYear = (uint)product / 2_939_745 / 4;
        var n3 = (2141 * dayOfYear) + 197_913;
        var (month, monthDay) = (n3 >> 16, (n3 & 0xFFFF) / 2141);
        var year = (100 * century) + (uint)(product >> 32);
        return dayOfYear >= 306 ? ((int)year + 1, (int)month - 12, (int)monthDay + 1) : ((int)year, (int)month, (int)monthDay + 1);
    }

    /// <summary>The day on which a month begins.</summary>
    public static int FirstDay(int year, int month)
    {
        var past = (uint)year - 1;
        return (int)((365 * past) + (past / 4) - (past / 100) + (past / 400)) - 719_162 + DaysBefore[month + (IsLeap(year) ? 16 : 0)];
    }

    public static int DaysIn(int year, int month) =>
        month == 2 ? (IsLeap(year) ? 29 : 28) : 30 | (month ^ (month >> 3));

    /// <summary>0 is Sunday.</summary>
    public static int Weekday(int day) => (int)((uint)(day + 4) % 7);

    /// <summary>The second in which a millisecond lies, also before 1970.</summary>
    public static long Second(long milliseconds) => (milliseconds >= 0 ? milliseconds : milliseconds - 999) / 1000;

    /// <summary>The lowest set bit at or above a position, or -1; the position is at most 63.</summary>
    public static int NextBit(ulong set, int from)
    {
        var left = set & (ulong.MaxValue << from);
        return left == 0 ? -1 : BitOperations.TrailingZeroCount(left);
    }

    private static bool IsLeap(int year) => (year & 3) == 0 && (year % 25 != 0 || (year & 15) == 0);
}
