using System.CommandLine;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary><c>list</c>, <c>get</c> and <c>runs</c>.</summary>
internal static class ScheduleReads
{
    private const int RunsShown = 5;

    public static Command CreateList(CommandHost host)
    {
        var (pages, quiet) = (new PageOptions(), QuietOption.Create());
        var command = new Command("list", "List schedules by id") { Aliases = { "ls" } };
        pages.AddTo(command);
        command.Options.Add(quiet);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await pages.ReadAsync(session, (client, limit, cursor) => client.ListSchedulesAsync(limit, cursor, cancellationToken), cancellationToken);
            if (session.Parse.GetValue(quiet))
                session.Printer.WriteWords(answer.Value.Items.Select(schedule => schedule.Id));
            else
                session.Printer.Write(answer.Json, () => ScheduleViews.Table(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command CreateGet(CommandHost host)
    {
        var id = ScheduleCommands.IdArgument();
        var command = new Command("get", "Show a schedule; with --output yaml, as a file for 'apply'") { id };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var wanted = session.Parse.GetRequiredValue(id);
            var answer = await session.Scheduler.AskAsync(client => client.GetScheduleAsync(wanted, cancellationToken));
            var schedule = answer.Value ?? throw new ScheduleNotFoundException(wanted);
            var runs = session.Printer.IsTable ? (await session.Scheduler.Client.ListScheduleRunsAsync(wanted, RunsShown, null, cancellationToken)).Items : [];
            session.Printer.Write(answer.Json, () => ScheduleViews.Detail(schedule, runs, session.Now));
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command CreateRuns(CommandHost host)
    {
        var (id, pages) = (ScheduleCommands.IdArgument(), new PageOptions());
        var command = new Command("runs", "What was decided at each due time, newest first, and why") { id };
        pages.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var wanted = session.Parse.GetRequiredValue(id);
            var answer = await pages.ReadAsync(
                session, (client, limit, cursor) => client.ListScheduleRunsAsync(wanted, limit, cursor, cancellationToken), cancellationToken);
            session.Printer.Write(answer.Json, () => ScheduleViews.Runs(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }
}
