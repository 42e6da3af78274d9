using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Core.Cron;

/// <summary><c>@every</c> and a duration.</summary>
internal sealed class EveryExpression(string text, long everyMs) : CronExpression(text)
{
    public override bool CanEverFire([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    public override Recurrence In(CronZone zone, long phaseMs = 0)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new EveryRecurrence(this, zone, everyMs, phaseMs);
    }

    public override string Describe() => $"Every {CronDuration.Words(everyMs)}";
}
