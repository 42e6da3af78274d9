namespace JobScheduler.Grains.Core.Cron;

/// <summary>The sets that the fields of an expression mean.</summary>
internal struct CronFields
{
    public const uint AllHours = 0xFF_FFFF;
    public const uint AllMonths = 0x1FFE;
    public const ulong AllMinutes = (1UL << 60) - 1;

    /// <summary>Bits 0 to 59.</summary>
    public ulong Seconds;

    /// <summary>Bits 0 to 59.</summary>
    public ulong Minutes;

    /// <summary>Bits 0 to 23.</summary>
    public uint Hours;

    /// <summary>Bits 1 to 12.</summary>
    public uint Months;

    public DayRule Days;

    public YearSet Years;

    /// <summary>A year field was written with anything but a bare <c>*</c>.</summary>
    public bool YearsRestricted;
}
