using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>
/// An expression of fields in a time zone. One rule for daylight saving, and it looks at the set of hours only. All 24 hours: the
/// expression is about elapsed time and fires whenever the wall clock shows a matching time. Fewer: it names times of the day, and each
/// happens once; one that the clock skips fires at the first instant after the gap, one that the clock shows twice fires the first time.
/// </summary>
internal sealed class CalendarRecurrence : Recurrence
{
    // No clock is further from UTC, so a time more than this ahead lies in a later segment for sure.
    private const long FarAhead = 100_000;

    private const long EarliestMs = -62_135_596_800_000;
    private const long LatestMs = 253_402_300_799_999;

    private readonly WallTimes _times;
    private readonly ZoneSegment[] _segments;

    public CalendarRecurrence(CronExpression expression, WallTimes times, CronZone zone)
        : base(expression, zone)
    {
        _times = times;
        _segments = zone.Segments;
        IsElapsed = times.Fields.Hours == CronFields.AllHours;
    }

    /// <summary>The hour field covers all 24 hours.</summary>
    public bool IsElapsed { get; }

    public WallTimes Times => _times;

    public override long? Next(long afterUnixMs)
    {
        var after = Math.Clamp(afterUnixMs, EarliestMs, LatestMs);
        var from = CronCalendar.Second(after) + 1;
        var next = IsElapsed ? NextElapsed(from) : NextNamed(from);
        return next == WallTimes.None ? null : next * 1000;
    }

    public override bool CanEverFire([NotNullWhen(false)] out string? reason)
    {
        if (!Expression.CanEverFire(out reason))
        {
            return false;
        }

        reason = Next(long.MinValue) is null ? $"The only times that it names do not exist in {Zone.Id}." : null;
        return reason is null;
    }

    public override IReadOnlyList<string> Notes(ReadOnlySpan<long> occurrences) => CronNotes.Of(this, occurrences);

    /// <summary>The first occurrence at or after a UTC second, when each named time happens once.</summary>
    private long NextNamed(long from)
    {
        var segments = _segments;
        var i = Zone.Find(from);

        // At the first instant of a segment what the clock skipped just before is still to fire.
        if (segments[i].Start == from)
        {
            i--;
        }

        var time = _times.Next(Math.Max(from + segments[i].Offset, segments[i].FirstNew));
        if (time == WallTimes.None)
        {
            return time;
        }

        if (time - FarAhead > segments[i].WallEnd)
        {
            i = Zone.Find(time - FarAhead);
        }

        while (time >= segments[i].WallEnd)
        {
            i++;
            if (time < segments[i].WallStart)
            {
                return segments[i].Start;
            }
        }

        return time - segments[i].Offset;
    }

    /// <summary>The first occurrence at or after a UTC second, when it fires at whatever the clock shows.</summary>
    private long NextElapsed(long from)
    {
        var segments = _segments;
        var i = Zone.Find(from);
        var wall = from + segments[i].Offset;
        var time = _times.Next(wall);
        while (time >= segments[i].WallEnd)
        {
            if (++i == segments.Length)
            {
                return WallTimes.None;
            }

            // The clock went back over times that match again, or over the time that was found.
            var start = segments[i].WallStart;
            if (start < wall || start > time)
            {
                wall = start;
                time = _times.Next(wall);
            }
        }

        return time - segments[i].Offset;
    }
}
