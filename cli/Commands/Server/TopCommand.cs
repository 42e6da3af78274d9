using System.CommandLine;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Top;

namespace JobScheduler.Cli.Commands.Server;

/// <summary><c>jobctl top</c>: the scheduler on a whole screen.</summary>
internal static class TopCommand
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    public static Command Create(CommandHost host)
    {
        var every = new Option<TimeSpan?>("--every") { Description = "Between two looks, from 200ms [default: 1s]", HelpName = "duration", CustomParser = Durations.Optional };
        var command = new Command("top", "Watch the scheduler on a whole screen: counts, rates, queues, jobs and their progress") { every };
        host.Bind(command, async (session, cancellationToken) =>
        {
            if (!session.Terminal.IsInputTerminal || !session.Terminal.IsScreen)
                throw new UsageException("top needs a terminal; 'jobctl stats --output json' gives the same to programs.");
            var interval = session.Parse.GetValue(every) ?? TimeSpan.FromSeconds(1);
            await new TopLoop(session, interval < Shortest ? Shortest : interval).RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
