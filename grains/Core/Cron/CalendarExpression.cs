using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>An expression of fields.</summary>
internal sealed class CalendarExpression : CronExpression
{
    private readonly WallTimes _times;

    public CalendarExpression(string text, in CronFields fields)
        : base(text) => _times = new WallTimes(fields);

    public override bool CanEverFire([NotNullWhen(false)] out string? reason)
    {
        reason = _times.Next(0) == WallTimes.None ? CronDescription.WhyNever(_times.Fields) : null;
        return reason is null;
    }

    public override Recurrence In(CronZone zone, long phaseMs = 0)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new CalendarRecurrence(this, _times, zone);
    }

    public override string Describe() => CronDescription.Of(_times.Fields);
}
