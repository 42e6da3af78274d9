namespace JobScheduler.Grains.Core.Cron;

// Finds the changes of a clock by asking TimeZoneInfo for offsets, and nothing else, as its adjustment rules mean different things on
// different systems. No zone has had two changes within a week since 1970, so asking every six days sees each. The database lists
// changes one by one until 2087 at the latest; what follows by rule lies months apart.
public sealed partial class CronZone
{
    private const long Stride = 6 * CronCalendar.SecondsPerDay;
    private const long RuledStride = 24 * CronCalendar.SecondsPerDay;
    private const long Ruled = 43_830L * CronCalendar.SecondsPerDay; // 2090
    private const long First = -2 * CronCalendar.SecondsPerDay;
    private const long Last = (CronCalendar.LastDay + 3L) * CronCalendar.SecondsPerDay;
    private const long Never = 1L << 50;

    private static List<(long At, int Offset)> Changes(TimeZoneInfo zone)
    {
        var changes = new List<(long At, int Offset)> { (-Never, Offset(zone, First)) };
        if (zone.GetAdjustmentRules().Length == 0)
        {
            return changes;
        }

        for (long at = First, until; at < Last; at = until)
        {
            until = Math.Min(at + (at < Ruled ? Stride : RuledStride), Last);
            var offset = Offset(zone, until);
            for (var from = at; changes[^1].Offset != offset;)
            {
                from = FirstChange(zone, from, until);
                changes.Add((from, Offset(zone, from)));
            }
        }

        return changes;
    }

    /// <summary>The first second whose offset is not that of the start; the end has another offset.</summary>
    private static long FirstChange(TimeZoneInfo zone, long start, long end)
    {
        var before = Offset(zone, start);
        while (end - start > 1)
        {
            var middle = start + ((end - start) / 2);
            (start, end) = Offset(zone, middle) == before ? (middle, end) : (start, middle);
        }

        return end;
    }

    private static int Offset(TimeZoneInfo zone, long second) =>
        (int)(zone.GetUtcOffset(DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond)).Ticks / TimeSpan.TicksPerSecond);

    private static ZoneSegment[] Join(List<(long At, int Offset)> changes)
    {
        var segments = new ZoneSegment[changes.Count];
        var shown = -2 * Never;
        for (var i = 0; i < segments.Length; i++)
        {
            var (at, offset) = changes[i];
            var end = i + 1 < segments.Length ? changes[i + 1].At + offset : long.MaxValue;
            segments[i] = new(at, offset, at + offset, end, Math.Max(at + offset, shown));
            shown = Math.Max(shown, end);
        }

        return segments;
    }

    /// <summary>For each 194 days from 1970 on the segment in which they begin, so that finding one is a look and a step or two.</summary>
    private static ushort[] Buckets(ZoneSegment[] segments)
    {
        var buckets = new ushort[segments.Length == 1 ? 1 : (Last >> BucketShift) + 1];
        var segment = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            while (segment + 1 < segments.Length && segments[segment + 1].Start <= (long)i << BucketShift)
            {
                segment++;
            }

            buckets[i] = (ushort)segment;
        }

        return buckets;
    }
}
