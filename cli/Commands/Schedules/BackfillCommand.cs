using System.CommandLine;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary><c>jobctl schedules backfill</c>: jobs for occurrences of a time range, counted before they are made.</summary>
internal static class BackfillCommand
{
    public static Command Create(CommandHost host)
    {
        var time = Times.Parser(host.Terminal.Time);
        var id = ScheduleCommands.IdArgument();
        var from = new Option<DateTimeOffset?>("--from") { Description = "Inclusive: 2026-12-01T00:00:00Z, -2d", HelpName = "time", Required = true, CustomParser = time };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Exclusive; default now", HelpName = "time", CustomParser = time };
        var overlap = new Option<OverlapPolicy?>("--overlap")
        {
            Description = "Instead of the schedule's own policy: " + string.Join(", ", Words.All<OverlapPolicy>()),
            HelpName = "policy",
            CustomParser = Words.Parse<OverlapPolicy>,
            CompletionSources = { Words.All<OverlapPolicy>() },
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("backfill", "Make jobs for the occurrences of a time range") { id, from, to, overlap, dryRun, yes };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var (parse, wanted) = (session.Parse, session.Parse.GetRequiredValue(id));
            var backfill = new ScheduleBackfill { From = parse.GetValue(from)!.Value, To = parse.GetValue(to) ?? session.Now, Overlap = parse.GetValue(overlap), DryRun = true };
            var answer = await session.Scheduler.AskAsync(client => client.BackfillScheduleAsync(wanted, backfill, cancellationToken));
            if (!parse.GetValue(dryRun))
            {
                if (!parse.GetValue(yes) && !session.Messages.Confirm($"Make {Human.Of(answer.Value.Count, "job")} of {wanted}?"))
                {
                    session.Messages.Say($"Nothing was done: it would be {Human.Of(answer.Value.Count, "job")}. --yes does it.", Tone.Warning);
                    return ExitCodes.Failed;
                }

                answer = await session.Scheduler.AskAsync(client => client.BackfillScheduleAsync(wanted, backfill with { DryRun = false }, cancellationToken));
            }

            session.Printer.Write(answer.Json, () => new TextTable("JOBS", "EXCLUDED", "DRY RUN").Add(
                Human.Count(answer.Value.Count), Human.Count(answer.Value.Excluded), answer.Value.DryRun ? "yes" : "no"));
            return ExitCodes.Done;
        });
        return command;
    }
}
