using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Core.Cron;

/// <summary><c>@reboot</c>: a right expression by the specification, which a scheduler without a start event may refuse.</summary>
internal sealed class RebootExpression(string text) : CronExpression(text)
{
    public override bool CanEverFire([NotNullWhen(false)] out string? reason)
    {
        reason = "@reboot is not supported: a durable schedule fires at times, and the start of a process is not one.";
        return false;
    }

    public override Recurrence In(CronZone zone, long phaseMs = 0)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new NeverRecurrence(this, zone);
    }

    public override string Describe() => "At the start of the process";
}
