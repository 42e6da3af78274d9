namespace JobScheduler.Grains.Core.Cron;

/// <summary>Says what changes of the clock did to listed occurrences.</summary>
internal static class CronNotes
{
    public static IReadOnlyList<string> Of(CalendarRecurrence recurrence, ReadOnlySpan<long> occurrences)
    {
        var notes = new List<string>();
        if (occurrences.IsEmpty)
        {
            return notes;
        }

        var segments = recurrence.Zone.Segments;
        var last = recurrence.Zone.Find(CronCalendar.Second(occurrences[^1]) + CronCalendar.SecondsPerDay);
        for (var i = Math.Max(1, recurrence.Zone.Find(CronCalendar.Second(occurrences[0]) - CronCalendar.SecondsPerDay)); i <= last; i++)
        {
            var (before, after) = (segments[i - 1], segments[i]);
            var note = after.WallStart > before.WallEnd
                ? Gap(recurrence, new(before.WallEnd, after.WallStart), after, occurrences)
                : Overlap(recurrence, new(after.WallStart, before.WallEnd), after, occurrences);
            if (note is not null)
            {
                notes.Add(note);
            }
        }

        return notes;
    }

    private static string? Gap(CalendarRecurrence recurrence, Span gap, ZoneSegment after, ReadOnlySpan<long> occurrences)
    {
        var first = recurrence.Times.Next(gap.From);
        if (first >= gap.To)
        {
            return null;
        }

        var one = recurrence.Times.Next(first + 1) >= gap.To;
        if (recurrence.IsElapsed)
        {
            return occurrences[0] >= after.Start * 1000 || occurrences[^1] < after.Start * 1000 ? null
                : one ? $"{CronWords.TimeOf(first)} does not exist on {CronWords.DateOf(first)}; it does not fire"
                : $"{When(gap)} do not exist; they do not fire";
        }

        if (occurrences.BinarySearch(after.Start * 1000) < 0)
        {
            return null;
        }

        var date = CronWords.DateOf(after.WallStart);
        var fires = CronWords.TimeOf(after.WallStart) + (date == CronWords.DateOf(first) ? "" : $" on {date}");
        return one
            ? $"{CronWords.TimeOf(first)} does not exist on {CronWords.DateOf(first)}; it fires at {fires}"
            : $"{When(gap)} do not exist; they fire once, at {fires}";
    }

    private static string? Overlap(CalendarRecurrence recurrence, Span overlap, ZoneSegment after, ReadOnlySpan<long> occurrences)
    {
        var length = overlap.To - overlap.From;
        var (from, to) = (After(occurrences, after.Start - length), After(occurrences, after.Start + (recurrence.IsElapsed ? length : 0)));
        if (from == to || length == 0)
        {
            return null;
        }

        var first = recurrence.Times.Next(overlap.From);
        var one = recurrence.Times.Next(first + 1) >= overlap.To;
        var times = recurrence.IsElapsed ? "both times" : "the first time only";
        return one
            ? $"{CronWords.TimeOf(first)} happens twice on {CronWords.DateOf(first)}; it fires {times}"
            : $"{When(overlap)} happen twice; they fire {times}";
    }

    /// <summary>The index of the first occurrence at or after a UTC second.</summary>
    private static int After(ReadOnlySpan<long> occurrences, long second)
    {
        var index = occurrences.BinarySearch(second * 1000);
        return index < 0 ? ~index : index;
    }

    private static string When(Span span) =>
        $"The times on {CronWords.DateOf(span.From)} from {CronWords.TimeOf(span.From)} to before {CronWords.TimeOf(span.To)}";

    /// <summary>Wall seconds that the clock skips or repeats; the end is exclusive.</summary>
    private readonly record struct Span(long From, long To);
}
