using System.CommandLine;
using JobScheduler.Cli.Apply;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary><c>jobctl schedules apply</c>: schedules as files declare them, with what that changes.</summary>
internal static class ApplyCommand
{
    public static Command Create(CommandHost host)
    {
        var files = new Option<string[]>("--file", "-f") { Description = "YAML or JSON, one or many documents; - for standard input; may be given again", HelpName = "file", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Have them checked by the server and show what would change" };
        var command = new Command("apply", "Create and change schedules as files declare them; what is the same stays untouched") { files, dryRun };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var wanted = await ReadAsync(session, session.Parse.GetRequiredValue(files), cancellationToken);
            var apply = new ScheduleApply(session.Scheduler);
            foreach (var (name, schedule) in wanted)
                await NamedAsync(session, name, () => apply.CheckAsync(schedule, cancellationToken));
            var done = new List<AppliedSchedule>();
            foreach (var (name, schedule) in wanted)
            {
                await NamedAsync(session, name, async () => done.Add(session.Parse.GetValue(dryRun)
                    ? await apply.CompareAsync(schedule, cancellationToken)
                    : await apply.WriteAsync(schedule, cancellationToken)));
                if (session.Printer.IsTable)
                    done[^1].Lines().ToList().ForEach(session.Printer.Write);
            }

            Summarize(session, done);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<(string Name, ScheduleSubmission Schedule)>> ReadAsync(Session session, string[] files, CancellationToken cancellationToken)
    {
        var wanted = new List<(string Name, ScheduleSubmission Schedule)>();
        foreach (var file in files)
        {
            var documents = SourceDocument.Read(InputText.NameOf(file), await InputText.ReadAsync(file, session.Terminal, cancellationToken));
            wanted.AddRange(documents.Select(document => (document.Name, ScheduleDocument.Read(document))));
        }

        if (wanted.GroupBy(each => each.Schedule.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UsageException($"The schedule {twice.Key} is declared twice: in {string.Join(" and in ", twice.Select(each => each.Name))}.");
        return wanted;
    }

    /// <summary>Says which document a refusal is about before it is reported.</summary>
    private static async Task NamedAsync(Session session, string name, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (JobSchedulerException)
        {
            session.Messages.Say($"{name}:", Tone.Warning);
            throw;
        }
    }

    private static void Summarize(Session session, List<AppliedSchedule> done)
    {
        if (!session.Printer.IsTable)
        {
            session.Printer.Write(JsonOutput.Joined(done.Select(each => JsonOutput.Build(each.Write)), null), () => new TextLines([]));
            return;
        }

        var (created, changed) = (done.Count(each => each.Result == ApplyResult.Created), done.Count(each => each.Result == ApplyResult.Changed));
        session.Messages.Say($"{created} created, {changed} changed, {done.Count - created - changed} unchanged{(done[0].DryRun ? " (dry run: nothing was stored)" : "")}", Tone.Faint);
    }
}
