namespace JobScheduler.Tests.History;

/// <summary>
/// Never before the job's time. Several answers may have set that time, and of those under way at once nobody outside knows which
/// came last: the earliest of all that may have been in force counts.
/// </summary>
internal static class EarlyRule
{
    public static IEnumerable<Violation> Check(JobHistory job)
    {
        foreach (var entered in job.Entered)
        {
            if (DueAt(job, entered.At) is { } due && entered.NodeTime < due)
            {
                yield return new(
                    HistoryRule.Early, entered.At, job.JobId,
                    $"attempt {entered.Attempt} was entered at {entered.NodeTime:HH:mm:ss.fff}, due at {due:HH:mm:ss.fff}");
            }
        }
    }

    /// <summary>The earliest time that may have been in force at an instant; null if nobody was told one.</summary>
    private static DateTimeOffset? DueAt(JobHistory job, DateTimeOffset at)
    {
        var settings = Settings(job).Where(s => s.From <= at).ToArray();
        var certain = settings.Where(s => s.Certain && s.Until <= at).Select(s => s.From).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var inForce = settings.Where(s => s.Until >= certain).Select(s => s.RunAt).ToArray();
        return inForce.Length == 0 ? null : inForce.Min();
    }

    /// <summary>What set the job's time: between From (sent) and Until (answered), for certain or perhaps.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset Until, bool Certain, DateTimeOffset RunAt)> Settings(JobHistory job)
    {
        if (job.Submit is not { } submit)
            yield break;
        yield return (DateTimeOffset.MinValue, submit.SentAt, true, submit.RunAt);
        foreach (var due in job.DueChanges)
            yield return (due.At, due.At, true, due.RunAt);
        foreach (var command in job.Commands.Where(c => c.Unknown || c.State is not null))
        {
            var until = command.Unknown ? DateTimeOffset.MaxValue : command.At;
            if (command.Kind is CommandKind.RunNow or CommandKind.Retry)
                yield return (command.SentAt, until, !command.Unknown, command.SentAt);
            else if (command is { Kind: CommandKind.Move, RunAt: { } runAt })
                yield return (command.SentAt, until, !command.Unknown, runAt);
        }
    }
}
