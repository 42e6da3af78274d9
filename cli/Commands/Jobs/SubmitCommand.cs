using System.CommandLine;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary><c>jobctl submit</c>: one job from the command line, or any number from a file.</summary>
internal static class SubmitCommand
{
    public static Command Create(CommandHost host)
    {
        var options = new SubmissionOptions(host.Terminal);
        var file = new Option<string?>("--file", "-f") { Description = "Jobs from a file of JSON, lines of JSON, or YAML; - for standard input", HelpName = "file" };
        var wait = new Option<bool>("--wait", "-w") { Description = "Follow the job until it ends; exit code 8 unless it completes" };
        var quiet = QuietOption.Create();
        var command = new Command("submit", "Submit a job: jobctl submit echo '{\"hello\":\"world\"}'") { file, wait, quiet };
        options.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var (follow, parse) = (session.Parse.GetValue(wait), session.Parse);
            if (parse.GetValue(file) is { } name)
            {
                if (options.IsGiven(parse) || follow)
                    throw new UsageException("A file says all about its jobs: --file goes with --quiet and --output only.");
                return await BatchSubmission.RunAsync(session, name, parse.GetValue(quiet), cancellationToken);
            }

            var submission = await options.ReadAsync(session, cancellationToken);
            var answer = await session.Scheduler.AskAsync(client => client.SubmitAsync(submission, cancellationToken));
            if (!answer.Value.Created)
                session.Messages.Say($"It was submitted before: {answer.Value.Job.JobId} has this key.", Tone.Faint);
            if (follow)
                return await JobFollower.RunAsync(session, answer.Value.Job.JobId, events: false, cancellationToken);
            Print(session, answer, parse.GetValue(quiet));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(Session session, Answer<SubmitResult> answer, bool quiet)
    {
        var job = answer.Value.Job;
        if (quiet)
            session.Printer.WriteWords([job.JobId]);
        else
            session.Printer.Write(answer.Json, () => JobViews.Table([job], session.Now));
    }
}
