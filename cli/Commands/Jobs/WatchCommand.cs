using System.CommandLine;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary><c>jobctl watch</c>: a job until it ends.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandHost host)
    {
        var id = new Argument<string>("job-id") { Description = "The job" };
        var command = new Command("watch", "Follow a job until it ends; exit code 8 unless it completes") { id };
        host.Bind(command, (session, cancellationToken) =>
            JobFollower.RunAsync(session, session.Parse.GetRequiredValue(id), events: true, cancellationToken));
        return command;
    }
}
