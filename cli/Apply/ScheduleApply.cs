using JobScheduler.Cli.Connection;

namespace JobScheduler.Cli.Apply;

/// <summary>
/// Makes schedules as files declare them. All are checked by the server before the first is written; each is written only if it is still as
/// it was compared with, so that nobody's change is overwritten unseen.
/// </summary>
/// <param name="scheduler">Where they live.</param>
internal sealed class ScheduleApply(Scheduler scheduler)
{
    // No schedule gets there: the server checks the definition, finds that this is not the version, and stores nothing.
    private static readonly SchedulePrecondition Never = SchedulePrecondition.HasVersion(long.MaxValue);

    /// <summary>Has the server check a definition; nothing is stored.</summary>
    /// <exception cref="JobSchedulerException">It would be refused.</exception>
    public async Task CheckAsync(ScheduleSubmission wanted, CancellationToken cancellationToken)
    {
        try
        {
            await scheduler.AskAsync(client => client.PutScheduleAsync(wanted, Never, cancellationToken));
        }
        catch (PreconditionFailedException)
        {
            // As it must be: everything else about it is acceptable.
        }
    }

    /// <summary>What would become of it.</summary>
    public async Task<AppliedSchedule> CompareAsync(ScheduleSubmission wanted, CancellationToken cancellationToken)
    {
        var present = (await scheduler.AskAsync(client => client.GetScheduleAsync(wanted.Id, cancellationToken))).Value;
        var differences = Difference.Between(present is null ? [] : Definition.Of(present.Definition), Definition.Of(wanted, present?.Definition));
        var result = present is null ? ApplyResult.Created : differences.Count > 0 ? ApplyResult.Changed : ApplyResult.Unchanged;
        return new(wanted.Id, result, differences, DryRun: true);
    }

    /// <summary>Writes it; the differences are those between what was stored and what is.</summary>
    /// <exception cref="PreconditionFailedException">Somebody else changed it in between.</exception>
    public async Task<AppliedSchedule> WriteAsync(ScheduleSubmission wanted, CancellationToken cancellationToken)
    {
        var present = (await scheduler.AskAsync(client => client.GetScheduleAsync(wanted.Id, cancellationToken))).Value;
        var condition = present is null ? SchedulePrecondition.Absent : SchedulePrecondition.HasVersion(present.Version);
        var written = (await scheduler.AskAsync(client => client.PutScheduleAsync(wanted, condition, cancellationToken))).Value;
        var differences = Difference.Between(present is null ? [] : Definition.Of(present.Definition), Definition.Of(written.Schedule.Definition));
        var result = present is null ? ApplyResult.Created : written.Schedule.Version != present.Version ? ApplyResult.Changed : ApplyResult.Unchanged;
        return new(wanted.Id, result, differences, DryRun: false);
    }
}
