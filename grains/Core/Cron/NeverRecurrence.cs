namespace JobScheduler.Grains.Core.Cron;

/// <summary>No occurrence at all.</summary>
internal sealed class NeverRecurrence(CronExpression expression, CronZone zone) : Recurrence(expression, zone)
{
    public override long? Next(long afterUnixMs) => null;

    public override string Describe() => Expression.Describe();
}
