using System.CommandLine;
using System.Globalization;

namespace JobScheduler.Cli.Commands.Shells;

/// <summary><c>jobctl completion</c> and <c>version</c>, and what completion scripts call.</summary>
internal static class ShellCommands
{
    /// <summary>What scripts call: hidden from people.</summary>
    public const string Complete = "__complete";

    public static IEnumerable<Command> Create(CommandHost host) => [CreateCompletion(host), CreateVersion(host), CreateComplete(host)];

    private static Command CreateCompletion(CommandHost host)
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", CompletionScript.Shells) };
        shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        var command = new Command("completion", "Print a script that completes jobctl's commands in a shell: source <(jobctl completion bash)") { shell };
        host.Bind(command, (session, _) =>
        {
            session.Terminal.Output.Write(CompletionScript.For(session.Parse.GetRequiredValue(shell)));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Command CreateVersion(CommandHost host)
    {
        var command = new Command("version", "Print jobctl's version");
        host.Bind(command, (session, _) =>
        {
            session.Terminal.Output.WriteLine(CommandTree.Version);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    // Asked while somebody types, of the tree that is there: a script never lags behind the program.
    private static Command CreateComplete(CommandHost host)
    {
        var position = new Argument<string>("position");
        var line = new Argument<string>("line");
        var command = new Command(Complete) { position, line };
        command.Hidden = true;
        host.Bind(command, (session, _) =>
        {
            var typed = session.Parse.GetRequiredValue(line);
            var end = int.TryParse(session.Parse.GetRequiredValue(position), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? Math.Min(at, typed.Length) : typed.Length;
            foreach (var word in Completions.Of(host.Root, typed[..end]))
                session.Terminal.Output.WriteLine(word);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
