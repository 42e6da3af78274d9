namespace JobScheduler.Silo;

/// <summary>The scheduler of this build: the embedded engine, one process.</summary>
internal static class SchedulerRegistration
{
    /// <summary>What the program is, for its help.</summary>
    public const string About = "one process and one SQLite file";

    /// <summary>Commands of this build alone, for its help.</summary>
    public const string Usage = "";

    /// <summary>Adds it with its store.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="describes">True: its settings are only to be listed.</param>
    /// <returns>The scheduler, and where its data lies.</returns>
    public static (IJobSchedulerBuilder Scheduler, string Place) AddTo(WebApplicationBuilder builder, string data, bool describes) =>
        (builder.Services.AddJobScheduler().UseSqlite(Path.Combine(data, StoreCommands.FileName)), data);

    /// <summary>The engine has no pages of its own.</summary>
    public static void MapPages(WebApplication app)
    {
    }

    /// <summary>Runs a command of this build alone: there is none.</summary>
    public static Task<int>? TryRunCommand(string[] args) => null;
}
