using System.CommandLine;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary><c>jobctl list</c>: jobs by filter.</summary>
internal static class ListCommand
{
    public static Command Create(CommandHost host)
    {
        var (filter, pages) = (new FilterOptions(host.Terminal), new PageOptions());
        var due = new Option<bool>("--due") { Description = "Waiting jobs, next due first; else newest first" };
        var quiet = QuietOption.Create();
        var command = new Command("list", "List jobs") { Aliases = { "ls" } };
        filter.AddTo(command);
        command.Options.Add(due);
        pages.AddTo(command);
        command.Options.Add(quiet);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var query = new JobQuery { Filter = filter.Read(session.Parse), Order = session.Parse.GetValue(due) ? JobOrder.Due : JobOrder.Newest };
            var answer = await pages.ReadAsync(
                session, (client, limit, cursor) => client.ListAsync(query with { Limit = limit, Cursor = cursor }, cancellationToken), cancellationToken);
            if (session.Parse.GetValue(quiet))
                session.Printer.WriteWords(answer.Value.Items.Select(job => job.JobId));
            else
                session.Printer.Write(answer.Json, () => JobViews.Table(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }
}
