using System.CommandLine;
using JobScheduler.Cli.Commands.Bulk;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary><c>jobctl cancel</c>, <c>retry</c> and <c>run</c>: on jobs by id, or on all that a filter means.</summary>
internal static class JobActions
{
    public static IEnumerable<Command> Create(CommandHost host) =>
    [
        Create(host, "cancel", "Cancel jobs: those that wait, and those that run when their handlers agree", BulkAction.Cancel, (client, id, ct) => client.CancelAsync(id, ct)),
        Create(host, "retry", "Run failed or cancelled jobs again", BulkAction.Retry, (client, id, ct) => client.RetryAsync(id, ct)),
        Create(host, "run", "Run scheduled jobs now", BulkAction.Run, (client, id, ct) => client.RunNowAsync(id, ct)),
    ];

    private static Command Create(
        CommandHost host, string name, string description, BulkAction action, Func<IJobSchedulerClient, string, CancellationToken, Task<JobSnapshot>> one)
    {
        var ids = new Argument<string[]>("job-id") { Description = "The jobs; - for ids on standard input", Arity = ArgumentArity.ZeroOrMore };
        var (filter, bulk) = (new FilterOptions(host.Terminal), new BulkOptions(takesReason: action == BulkAction.Cancel));
        var command = new Command(name, description) { ids };
        filter.AddTo(command);
        bulk.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var typed = session.Parse.GetValue(ids) ?? [];
            if (typed.Length == 0)
                return await bulk.RunAsync(session, action, bulk.ReadFilter(session, filter), cancellationToken);
            if (filter.IsGiven(session.Parse) || bulk.IsGiven(session.Parse))
                throw new UsageException("Ids say which jobs are meant: filters and options of bulk work do not go with them.");
            var words = await InputText.WordsAsync(typed, "job id", session.Terminal, cancellationToken);
            return await EachAsync(session, words, client => (id, ct) => one(client, id, ct), cancellationToken);
        });
        return command;
    }

    /// <summary>One call a job, so that each has its own answer. What one of them is refused does not keep the others from theirs.</summary>
    private static async Task<int> EachAsync(
        Session session, IReadOnlyList<string> ids, Func<IJobSchedulerClient, Func<string, CancellationToken, Task<JobSnapshot>>> one, CancellationToken cancellationToken)
    {
        if (ids is [var only])
        {
            var answer = await session.Scheduler.AskAsync(client => one(client)(only, cancellationToken));
            session.Printer.Write(answer.Json, () => JobViews.Table([answer.Value], session.Now));
            return ExitCodes.Done;
        }

        var (done, code) = (new List<Answer<JobSnapshot>>(), ExitCodes.Done);
        await session.Messages.ProgressAsync(Human.Of(ids.Count, "job"), async bar =>
        {
            foreach (var (index, id) in ids.Index())
            {
                try
                {
                    done.Add(await session.Scheduler.AskAsync(client => one(client)(id, cancellationToken)));
                }
                catch (JobSchedulerException refusal) when (refusal is not (SchedulerUnavailableException or SchedulerOverloadedException))
                {
                    session.Messages.Say($"{id}: {refusal.Message}", Tone.Bad);
                    code = code == ExitCodes.Done ? Failures.Report.CodeOf(refusal) : code;
                }

                bar.Report(new(Human.Of(ids.Count, "job"), index + 1, ids.Count));
            }

            return done;
        });
        session.Printer.Write(JsonOutput.Joined(done.Select(answer => answer.Json), null), () => JobViews.Table(done.Select(answer => answer.Value), session.Now));
        return code;
    }
}
