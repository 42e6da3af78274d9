using JobScheduler.Grains.Core.Cron;

namespace JobScheduler.Hosting.Schedules;

/// <summary>The times of a definition that was found acceptable: an expression in its zone, a range, and what is excluded.</summary>
/// <param name="Recurrence">The expression in its zone.</param>
/// <param name="ExcludedTimes">Expressions in the zone, whose times are excluded.</param>
/// <param name="ExcludedDates">Dates in the zone that are excluded.</param>
/// <param name="PhaseMs">Of <c>@every</c>.</param>
/// <param name="StartAt">Inclusive, Unix milliseconds, or null.</param>
/// <param name="EndAt">Exclusive, or null.</param>
internal sealed record ScheduleTimes(
    Recurrence Recurrence, IReadOnlyList<Recurrence> ExcludedTimes, IReadOnlySet<DateOnly> ExcludedDates, long PhaseMs, long? StartAt, long? EndAt)
{
    /// <summary>The first occurrence in the range after an instant, excluded or not; null when none follows.</summary>
    /// <param name="after">Exclusive, Unix milliseconds.</param>
    public long? Next(long after)
    {
        var next = Recurrence.Next(StartAt is { } start && start > after ? start - 1 : after);
        return next is { } time && time < (EndAt ?? long.MaxValue) ? next : null;
    }

    /// <summary>Whether an occurrence is excluded.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public bool IsExcluded(long time) =>
        (ExcludedDates.Count > 0 && ExcludedDates.Contains(DateOnly.FromDateTime(Local(time).DateTime)))
        || ExcludedTimes.Any(excluded => excluded.Next(time - 1) == time);

    /// <summary>What the zone's clock shows.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public DateTimeOffset Local(long time)
    {
        // A DateTimeOffset holds whole minutes; offsets with seconds ended with the seventies.
        var offset = TimeSpan.FromMinutes(Math.Round(Recurrence.Zone.OffsetAt(time).TotalMinutes));
        return DateTimeOffset.FromUnixTimeMilliseconds(time).ToOffset(offset);
    }
}
