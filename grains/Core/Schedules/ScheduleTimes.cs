using JobScheduler.Grains.Core.Cron;

namespace JobScheduler.Grains.Core.Schedules;

/// <summary>The occurrences of a schedule's definition: its expression in its zone, within its bounds, and which are excluded.</summary>
public sealed class ScheduleTimes
{
    /// <summary>Where counting ends.</summary>
    public const int MostCounted = 100_000;

    private const int MostScanned = 1_000_000;
    private const long SecondMs = 1_000;
    private const long MinuteMs = 60_000;
    private readonly Recurrence? _times;
    private readonly (Recurrence Times, long Width)[] _exclude;
    private readonly long _first;
    private readonly long _end;

    /// <summary>Compiles a definition.</summary>
    /// <param name="id">The schedule's id, for <c>H</c>.</param>
    /// <param name="spec">A checked definition. One that this machine cannot read (its zone is missing here) has no occurrences.</param>
    public ScheduleTimes(string id, ScheduleSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _first = spec.StartAt ?? long.MinValue + 1;
        _end = spec.EndAt ?? long.MaxValue;
        _exclude = [];
        if (!CronZone.TryGet(spec.TimeZone, out var zone, out var unknown) || !CronExpression.TryParse(spec.Cron, id, out var cron, out _))
        {
            Description = unknown ?? spec.Cron;
            return;
        }

        _times = cron.In(zone, spec.PhaseMs);
        Description = _times.Describe();
        _exclude = [.. spec.Exclude.Select(each => Exclusion(id, each, zone))];
    }

    /// <summary>The expression and zone in words.</summary>
    public string Description { get; }

    /// <summary>The first occurrence after an instant, excluded or not; null when there is none.</summary>
    /// <param name="after">Unix milliseconds; exclusive.</param>
    public long? Next(long after) => _times?.Next(Math.Max(after, _first - 1)) is { } next && next < _end ? next : null;

    /// <summary>The first occurrence after an instant that is not excluded; null when there is none, or none among the next 100,000.</summary>
    /// <param name="after">Unix milliseconds; exclusive.</param>
    public long? NextRun(long after)
    {
        var next = Next(after);
        for (var tries = 0; next is { } at && IsExcluded(at); next = Next(at))
        {
            if (++tries > MostCounted)
                return null;
        }

        return next;
    }

    /// <summary>Whether an occurrence is excluded. Expressions without a seconds field exclude whole minutes, others whole seconds.</summary>
    /// <param name="at">The occurrence.</param>
    public bool IsExcluded(long at)
    {
        foreach (var (times, width) in _exclude)
        {
            var begin = at - (((at % width) + width) % width);
            if (times.Next(begin - 1) is { } hit && hit < begin + width)
                return true;
        }

        return false;
    }

    /// <summary>The newest occurrences of a range that are not excluded, oldest first.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="before">Exclusive.</param>
    /// <param name="limit">At most this many.</param>
    public IReadOnlyList<long> Newest(long from, long before, int limit)
    {
        // From the end backwards in growing steps: a range of a year of seconds must not be walked to find its last one.
        for (var span = 1000L * limit; ; span = span > long.MaxValue / 8 ? long.MaxValue / 2 : span * 4)
        {
            var start = before - from <= span ? from : before - span;
            var found = new Queue<long>();
            var scanned = 0;
            for (var at = Next(start - 1); at < before && scanned < MostScanned; at = Next(at.Value), scanned++)
            {
                if (IsExcluded(at.Value))
                    continue;
                found.Enqueue(at.Value);
                if (found.Count > limit)
                    found.Dequeue();
            }

            if (found.Count == limit || start == from || scanned == MostScanned)
                return [.. found];
        }
    }

    /// <summary>What lies in a range: occurrences that are not excluded, and those that are.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="before">Exclusive.</param>
    /// <param name="limit">Counting both together ends here.</param>
    public (OccurrenceRange Runs, OccurrenceRange Excluded) Sum(long from, long before, int limit)
    {
        var (runs, excluded) = (new OccurrenceRange(0, 0, 0), new OccurrenceRange(0, 0, 0));
        for (var at = Next(from - 1); at < before && runs.Count + excluded.Count < limit; at = Next(at.Value))
        {
            if (IsExcluded(at.Value))
                excluded = excluded.With(at.Value);
            else
                runs = runs.With(at.Value);
        }

        return (runs, excluded);
    }

    /// <summary>By how much the job of an occurrence starts later: the same for the same occurrence, spread evenly.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="at">The occurrence.</param>
    /// <param name="jitterMs">Exclusive upper bound; 0: none.</param>
    public static long Jitter(string id, long at, long jitterMs)
    {
        if (jitterMs <= 0)
            return 0;
        var hash = StableHash.Mix((((ulong)Routing.Hash(id) << 48) ^ (ulong)at) * 0x9e3779b97f4a7c15UL);
        return (long)(hash % (ulong)jitterMs);
    }

    private static (Recurrence Times, long Width) Exclusion(string id, string text, CronZone zone)
    {
        var date = DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day);
        var cron = date ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"* * * {day.Day} {day.Month} * {day.Year}") : text;
        var hasSeconds = cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length > 5;
        return (CronExpression.Parse(cron, id).In(zone), hasSeconds ? SecondMs : MinuteMs);
    }
}

/// <summary>Occurrences in a row.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last that was counted.</param>
/// <param name="Count">How many.</param>
public readonly record struct OccurrenceRange(long First, long Last, long Count)
{
    internal OccurrenceRange With(long at) => Count == 0 ? new(at, at, 1) : new(First, at, Count + 1);
}
