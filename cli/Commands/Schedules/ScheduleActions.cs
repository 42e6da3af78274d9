using System.CommandLine;
using JobScheduler.Cli.Commands.Jobs;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary><c>pause</c>, <c>resume</c>, <c>trigger</c> and <c>delete</c>.</summary>
internal static class ScheduleActions
{
    public static Command CreatePause(CommandHost host)
    {
        var (id, note, by) = (ScheduleCommands.IdArgument(), PauseOptions.Note(), PauseOptions.By(host.Terminal));
        var command = new Command("pause", "Pause a schedule: nothing fires until it is resumed") { id, note, by };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var parse = session.Parse;
            return Show(session, await session.Scheduler.AskAsync(client =>
                client.PauseScheduleAsync(parse.GetRequiredValue(id), parse.GetValue(note), parse.GetValue(by), cancellationToken)));
        });
        return command;
    }

    public static Command CreateResume(CommandHost host)
    {
        var id = ScheduleCommands.IdArgument();
        var command = new Command("resume", "Resume a schedule; what came up during the pause is not made good: see backfill") { id };
        host.Bind(command, async (session, cancellationToken) => Show(
            session, await session.Scheduler.AskAsync(client => client.ResumeScheduleAsync(session.Parse.GetRequiredValue(id), cancellationToken))));
        return command;
    }

    public static Command CreateTrigger(CommandHost host)
    {
        var id = ScheduleCommands.IdArgument();
        var wait = new Option<bool>("--wait", "-w") { Description = "Follow the job until it ends; exit code 8 unless it completes" };
        var command = new Command("trigger", "Make a job of the schedule now, paused or not") { id, wait };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await session.Scheduler.AskAsync(client => client.TriggerScheduleAsync(session.Parse.GetRequiredValue(id), cancellationToken));
            if (session.Parse.GetValue(wait))
                return await JobFollower.RunAsync(session, answer.Value.JobId, events: false, cancellationToken);
            session.Printer.Write(answer.Json, () => JobViews.Table([answer.Value], session.Now));
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command CreateDelete(CommandHost host)
    {
        var id = ScheduleCommands.IdArgument();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("delete", "Delete a schedule and its decisions; jobs it made go on") { id, yes };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var wanted = session.Parse.GetRequiredValue(id);
            if (!session.Parse.GetValue(yes) && !session.Messages.Confirm($"Delete the schedule {wanted} and its decisions?"))
            {
                session.Messages.Say(session.Terminal.IsInputTerminal ? "Nothing was done." : "Nothing was done: nobody can be asked. --yes does it.", Tone.Warning);
                return ExitCodes.Failed;
            }

            await session.Scheduler.Client.DeleteScheduleAsync(wanted, null, cancellationToken);
            session.Messages.Say($"The schedule {wanted} is deleted.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Show(Session session, Answer<ScheduleSnapshot> answer)
    {
        session.Printer.Write(answer.Json, () => ScheduleViews.Table([answer.Value], session.Now));
        return ExitCodes.Done;
    }
}
