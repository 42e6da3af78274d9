using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>An expression in a time zone: its occurrences, one after another. Immutable; any thread may use it.</summary>
public abstract class Recurrence
{
    private protected Recurrence(CronExpression expression, CronZone zone) => (Expression, Zone) = (expression, zone);

    /// <summary>What recurs.</summary>
    public CronExpression Expression { get; }

    /// <summary>Where its fields are read.</summary>
    public CronZone Zone { get; }

    /// <summary>The first occurrence after an instant, or null when there is none any more. Allocates nothing.</summary>
    /// <param name="afterUnixMs">Milliseconds since the Unix epoch; an occurrence at exactly this instant does not count.</param>
    public abstract long? Next(long afterUnixMs);

    /// <summary>Whether there is an occurrence at all, in this zone.</summary>
    /// <param name="reason">Why there is none, if the answer is false: a sentence.</param>
    public virtual bool CanEverFire([NotNullWhen(false)] out string? reason) => Expression.CanEverFire(out reason);

    /// <summary>What it means in plain English, with the zone: <c>At 02:30 on the last day of the month, Europe/Berlin</c>.</summary>
    public virtual string Describe() => $"{Expression.Describe()}, {Zone.Id}";

    /// <summary>
    /// What daylight saving did to some of its occurrences, one sentence per change of the clock:
    /// <c>02:30 does not exist on 2027-03-28; it fires at 03:00</c>.
    /// </summary>
    /// <param name="occurrences">Consecutive occurrences, earliest first, as <see cref="Next"/> answers them.</param>
    public virtual IReadOnlyList<string> Notes(ReadOnlySpan<long> occurrences) => [];

    /// <summary>How many occurrences there are in a span of time; stops counting at a limit.</summary>
    /// <param name="fromUnixMs">The begin, inclusive.</param>
    /// <param name="toUnixMs">The end, exclusive.</param>
    /// <param name="limit">The largest answer.</param>
    public int CountBetween(long fromUnixMs, long toUnixMs, int limit)
    {
        var count = 0;
        var after = fromUnixMs == long.MinValue ? fromUnixMs : fromUnixMs - 1;
        while (count < limit && Next(after) is { } next && next < toUnixMs)
        {
            after = next;
            count++;
        }

        return count;
    }
}
