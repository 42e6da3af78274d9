using System.CommandLine;

namespace JobScheduler.Cli.Commands.Schedules;

/// <summary><c>jobctl schedules</c>: cron schedules.</summary>
internal static class ScheduleCommands
{
    public static Command Create(CommandHost host) => new("schedules", "Cron schedules")
    {
        Aliases = { "sched" },
        Subcommands =
        {
            ScheduleReads.CreateList(host),
            ScheduleReads.CreateGet(host),
            ApplyCommand.Create(host),
            PreviewCommand.Create(host),
            ScheduleActions.CreatePause(host),
            ScheduleActions.CreateResume(host),
            ScheduleActions.CreateTrigger(host),
            BackfillCommand.Create(host),
            ScheduleReads.CreateRuns(host),
            ScheduleActions.CreateDelete(host),
        },
    };

    public static Argument<string> IdArgument() => new("schedule-id") { Description = "The schedule" };
}
