using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using JobScheduler.Cli.Commands.DeadLetters;
using JobScheduler.Cli.Commands.Jobs;
using JobScheduler.Cli.Commands.Queues;
using JobScheduler.Cli.Commands.Schedules;
using JobScheduler.Cli.Commands.Server;
using JobScheduler.Cli.Commands.Shells;
using JobScheduler.Cli.Commands.Store;

namespace JobScheduler.Cli;

/// <summary>All commands: help, completion and what is understood come from here.</summary>
internal static class CommandTree
{
    /// <summary>The program's name, whatever its file is called.</summary>
    public const string Name = "jobctl";

    /// <summary>Makes the tree.</summary>
    /// <param name="host">Runs the commands.</param>
    /// <param name="options">Options that all have.</param>
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var root = new Command(Name, "The command line of JobScheduler: submit jobs, see what they do, and fix what went wrong. docs/jobctl.md shows every command.");
        options.AddTo(root);
        root.Options.Add(new HelpOption("--help", ["-h", "-?"]) { Recursive = true });
        foreach (var command in Commands(host))
            root.Subcommands.Add(command);
        return root;
    }

    /// <summary>This program's version.</summary>
    public static string Version { get; } =
        typeof(CommandTree).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static IEnumerable<Command> Commands(CommandHost host) =>
    [
        SubmitCommand.Create(host),
        GetCommand.Create(host),
        WatchCommand.Create(host),
        LogsCommand.Create(host),
        ListCommand.Create(host),
        .. JobActions.Create(host),
        DeadLetterCommands.Create(host),
        ScheduleCommands.Create(host),
        QueueCommands.Create(host),
        StatsCommand.Create(host),
        .. NodeCommands.Create(host),
        TopCommand.Create(host),
        DoctorCommand.Create(host),
        BackupCommands.Create(host),
        VerifyCommand.Create(host),
        .. ShellCommands.Create(host),
    ];
}
