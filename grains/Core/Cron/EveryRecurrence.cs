namespace JobScheduler.Grains.Core.Cron;

/// <summary>Fires at the Unix epoch + phase + k times a duration, for every whole k that gives a time from 1970 to 2199 UTC.</summary>
internal sealed class EveryRecurrence : Recurrence
{
    private const long End = (CronCalendar.LastDay + 1L) * CronCalendar.SecondsPerDay * 1000;

    private readonly long _everyMs;
    private readonly long _phaseMs;

    public EveryRecurrence(CronExpression expression, CronZone zone, long everyMs, long phaseMs)
        : base(expression, zone)
    {
        _everyMs = everyMs;
        _phaseMs = ((phaseMs % everyMs) + everyMs) % everyMs;
    }

    public override long? Next(long afterUnixMs)
    {
        if (afterUnixMs < _phaseMs)
        {
            return _phaseMs;
        }

        if (afterUnixMs >= End)
        {
            return null;
        }

        var next = afterUnixMs + _everyMs - ((afterUnixMs - _phaseMs) % _everyMs);
        return next < End ? next : null;
    }

    public override string Describe() => Expression.Describe();
}
