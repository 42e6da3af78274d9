using System.CommandLine;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary><c>jobctl get</c>: one job.</summary>
internal static class GetCommand
{
    public static Command Create(CommandHost host)
    {
        var id = new Argument<string>("job-id") { Description = "The job" };
        var command = new Command("get", "Show a job with its attempts, payload, result and error") { id };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var jobId = session.Parse.GetRequiredValue(id);
            var answer = await session.Scheduler.AskAsync(client => client.GetAsync(jobId, cancellationToken));
            var job = answer.Value ?? throw new JobNotFoundException(jobId);
            session.Printer.Write(answer.Json, () => new JobDetail(job, session.Now));
            return ExitCodes.Done;
        });
        return command;
    }
}
