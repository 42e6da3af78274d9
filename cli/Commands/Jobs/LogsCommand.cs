using System.CommandLine;
using JobScheduler.Cli.Failures;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary><c>jobctl logs</c>: what a job's handler logged in one attempt.</summary>
internal static class LogsCommand
{
    public static Command Create(CommandHost host)
    {
        var id = new Argument<string>("job-id") { Description = "The job" };
        var attempt = new Option<int?>("--attempt") { Description = "Which attempt; default the newest that has ended", HelpName = "number" };
        var command = new Command("logs", "Show what a job's handler logged in an attempt") { id, attempt };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var jobId = session.Parse.GetRequiredValue(id);
            var number = session.Parse.GetValue(attempt) ?? await NewestAsync(session, jobId, cancellationToken);
            var answer = await session.Scheduler.AskAsync(client => client.GetAttemptLogAsync(jobId, number, cancellationToken));
            var log = answer.Value ?? throw new NotFoundException($"There is no job {jobId}, or it has no attempt {number}.");
            session.Printer.Write(answer.Json, () => new TextLines(log.Lines.Select(ToLine)));
            if (log.Truncated)
                session.Messages.Say("Earlier lines are not kept.", Tone.Faint);
            if (log.Lines.Count == 0)
                session.Messages.Say($"Attempt {number} has no lines: it logged nothing, or has not ended.", Tone.Faint);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> NewestAsync(Session session, string jobId, CancellationToken cancellationToken)
    {
        var job = await session.Scheduler.Client.GetAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId);
        return job.Attempts.LastOrDefault(attempt => attempt.EndedAt is not null)?.Attempt
            ?? (job.Attempts is [.., var last] ? last.Attempt : (int?)null)
            ?? throw new NotFoundException($"The job {jobId} has had no attempt: it is {Words.Of(job.State)}.");
    }

    private static Line ToLine(LogLine line)
    {
        var tone = line.Level switch { >= LogLineLevel.Error => Tone.Bad, LogLineLevel.Warning => Tone.Warning, _ => Tone.Faint };
        return new Line().Add(Human.Time(line.At), Tone.Faint).Add("  ").Add($"{Words.Of(line.Level),-11}", tone).Add("  ").Add(line.Message);
    }
}
