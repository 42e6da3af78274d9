namespace JobScheduler.Grains.Core.Cron;

/// <summary>The fields of an expression, in the order in which seven fields are written.</summary>
internal enum CronField
{
    Second,
    Minute,
    Hour,
    DayOfMonth,
    Month,
    DayOfWeek,
    Year,
}

/// <summary>What a field is called and may hold.</summary>
internal static class CronFieldRules
{
    private static readonly string[] Names = ["second", "minute", "hour", "day_of_month", "month", "day_of_week", "year"];

    private static readonly string[] Values =
    [
        "a number from 0 to 59", "a number from 0 to 59", "a number from 0 to 23", "a number from 1 to 31",
        "a number from 1 to 12 or a name from JAN to DEC", "a number from 0 to 7 or a name from SUN to SAT", "a year from 1970 to 2199",
    ];

    private static readonly short[] Lowest = [0, 0, 0, 1, 1, 0, CronCalendar.FirstYear];

    private static readonly short[] Highest = [59, 59, 23, 31, 12, 7, CronCalendar.LastYear];

    private static readonly short[] Cycles = [60, 60, 24, 31, 12, 7, CronCalendar.Years];

    /// <summary>The name in errors.</summary>
    public static string Name(this CronField field) => Names[(int)field];

    /// <summary>What a single value may be, for errors.</summary>
    public static string Value(this CronField field) => Values[(int)field];

    public static int Min(this CronField field) => Lowest[(int)field];

    public static int Max(this CronField field) => Highest[(int)field];

    /// <summary>How many different values there are: what a reversed range wraps by, and the largest step.</summary>
    public static int Cycle(this CronField field) => Cycles[(int)field];

    /// <summary>Names of the values, three letters each, from the lowest value on; empty where a field has none.</summary>
    public static string ValueNames(this CronField field) => field switch
    {
        CronField.Month => "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC",
        CronField.DayOfWeek => "SUNMONTUEWEDTHUFRISAT",
        _ => "",
    };
}
