namespace JobScheduler.Grains.Core.Cron;

/// <summary>A set of the years 1970 to 2199; bit n of the four words is 1970 + n.</summary>
internal readonly struct YearSet(ReadOnlySpan<ulong> words)
{
    private readonly ulong _word0 = words[0];
    private readonly ulong _word1 = words[1];
    private readonly ulong _word2 = words[2];
    private readonly ulong _word3 = words[3];

    public static YearSet All { get; } = new([ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, (1UL << (CronCalendar.Years - 192)) - 1]);

    public bool Contains(int year)
    {
        var bit = year - CronCalendar.FirstYear;
        return (Word(bit >> 6) >> (bit & 63) & 1) != 0;
    }

    /// <summary>The first year of the set at or after one, or -1.</summary>
    public int Next(int year)
    {
        for (var bit = year - CronCalendar.FirstYear; bit < CronCalendar.Years; bit = (bit | 63) + 1)
        {
            var next = CronCalendar.NextBit(Word(bit >> 6), bit & 63);
            if (next >= 0)
            {
                return CronCalendar.FirstYear + (bit & ~63) + next;
            }
        }

        return -1;
    }

    private ulong Word(int index) => index switch { 0 => _word0, 1 => _word1, 2 => _word2, _ => _word3 };
}
