using System.CommandLine;
using JobScheduler.Cli.Commands.Bulk;
using JobScheduler.Cli.Commands.Jobs;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.DeadLetters;

/// <summary><c>jobctl dead-letters</c>: failed jobs.</summary>
internal static class DeadLetterCommands
{
    public static Command Create(CommandHost host) => new("dead-letters", "Jobs that failed for good")
    {
        Aliases = { "dl" },
        Subcommands =
        {
            CreateList(host),
            GroupsCommand.Create(host),
            CreateBulk(host, "replay", "Run dead letters again: --limit 5 first, look, then the rest", BulkAction.Replay),
            CreateBulk(host, "discard", "Give dead letters up: they become cancelled, with a reason; 'retry' is the way back", BulkAction.Discard),
        },
    };

    private static Command CreateList(CommandHost host)
    {
        var (filter, pages, quiet) = (new FilterOptions(host.Terminal, FilterKind.DeadLetters), new PageOptions(), QuietOption.Create());
        var command = new Command("list", "List dead letters, the newest failure first") { Aliases = { "ls" } };
        filter.AddTo(command);
        pages.AddTo(command);
        command.Options.Add(quiet);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var query = new JobQuery { Filter = filter.Read(session.Parse), Order = JobOrder.NewestFailure };
            var answer = await pages.ReadAsync(
                session, (client, limit, cursor) => client.ListAsync(query with { Limit = limit, Cursor = cursor }, cancellationToken), cancellationToken);
            if (session.Parse.GetValue(quiet))
                session.Printer.WriteWords(answer.Value.Items.Select(job => job.JobId));
            else
                session.Printer.Write(answer.Json, () => Table(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateBulk(CommandHost host, string name, string description, BulkAction action)
    {
        var ids = new Argument<string[]>("job-id") { Description = "The jobs; - for ids on standard input", Arity = ArgumentArity.ZeroOrMore };
        var (filter, bulk) = (new FilterOptions(host.Terminal, FilterKind.DeadLetters), new BulkOptions(takesReason: action == BulkAction.Discard));
        var command = new Command(name, description) { ids };
        filter.AddTo(command);
        bulk.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var typed = session.Parse.GetValue(ids) ?? [];
            if (typed.Length == 0)
                return await bulk.RunAsync(session, action, bulk.ReadFilter(session, filter), cancellationToken);
            if (filter.IsGiven(session.Parse))
                throw new UsageException("Ids say which jobs are meant: filters do not go with them.");
            var words = await InputText.WordsAsync(typed, "job id", session.Terminal, cancellationToken);
            return await bulk.RunAsync(session, action, words, cancellationToken);
        });
        return command;
    }

    private static TextTable Table(IEnumerable<JobSummary> jobs, DateTimeOffset now)
    {
        var table = new TextTable("JOB", "TYPE", "QUEUE", "ATTEMPTS", "FAILED", "FINGERPRINT", "ERROR");
        foreach (var job in jobs)
            table.Add(job.JobId, job.JobType, job.Queue, $"{job.Attempt}", Human.Distance(job.FinishedAt, now), job.Fingerprint ?? "", JobViews.Note(job));
        return table;
    }
}
