using JobScheduler.Hosting.Runtime;
using JobScheduler.Stores.Cassandra;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace JobScheduler.Silo;

/// <summary>
/// The scheduler of this build: a node of an Orleans cluster, as a silo or as a gateway. Its jobs are kept in Cassandra where contact points
/// are configured or the membership is kept there, else in SQLite.
/// </summary>
internal static class SchedulerRegistration
{
    /// <summary>What the program is, for its help.</summary>
    public const string About = "a node of an Orleans cluster, on SQLite or Cassandra";

    /// <summary>Commands of this build alone, for its help.</summary>
    public const string Usage = """

              migrate                    makes and migrates the keyspace and the store's tables in Cassandra, and ends
        """;

    private const string DashboardPath = "/orleans";

    /// <summary>Adds it with its store.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="describes">True: its settings are only to be listed, with those of all stores.</param>
    /// <returns>The scheduler, and where its data lies.</returns>
    public static (IJobSchedulerBuilder Scheduler, string Place) AddTo(WebApplicationBuilder builder, string data, bool describes)
    {
        var hasDashboard = HasDashboard(builder.Configuration);
        var scheduler = builder.Services.AddJobSchedulerCluster(
            builder.Configuration,
            silo: silo => _ = hasDashboard ? silo.AddDashboard() : silo,
            client: client => _ = hasDashboard ? client.AddDashboard() : client);
        if (hasDashboard)
            builder.Services.AddSingleton(new OrleansDashboardPath(DashboardPath));
        var isOnCassandra = IsOnCassandra(builder.Configuration);
        if (isOnCassandra || describes)
            scheduler.UseCassandra();
        if (!isOnCassandra)
            scheduler.UseSqlite(Path.Combine(data, StoreCommands.FileName));
        return (scheduler, isOnCassandra ? "Cassandra" : data);
    }

    /// <summary>Serves the Orleans Dashboard beside the API: whoever reaches the one reaches the other, and both are guarded alike.</summary>
    public static void MapPages(WebApplication app)
    {
        if (HasDashboard(app.Configuration))
            app.MapOrleansDashboard(DashboardPath).RequireJobSchedulerGuard();
    }

    /// <summary>Runs a command of this build alone; null: the command line is none.</summary>
    /// <returns>The exit code: 0 done, 1 not done or not understood.</returns>
    public static Task<int>? TryRunCommand(string[] args) => args is ["migrate", .. var settings] ? MigrateAsync(settings) : null;

    private static async Task<int> MigrateAsync(string[] settings)
    {
        if (CommandLine.Problem(settings) is { } problem)
            return StartFailure.Report(problem);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = SiloPaths.ContentRoot(settings) });
        builder.Logging.ClearProviders();
        builder.Services.AddJobScheduler().UseCassandra().BindConfiguration(builder.Configuration.GetSection("JobScheduler"));
        await using var app = builder.Build();
        await using var store = app.Services.GetRequiredService<CassandraStore>();
        var info = await store.MigrateAsync(app.Services.GetRequiredService<IOptions<JobSchedulerOptions>>().Value.Partitions, CancellationToken.None);
        Console.Out.WriteLine($"{info.Description}: schema {info.SchemaVersion}, {info.Partitions} partitions, {(info.Created ? "created" : "migrated where it had to be")}.");
        return 0;
    }

    private static bool IsOnCassandra(ConfigurationManager configuration)
    {
        var scheduler = configuration.GetSection("JobScheduler");
        return scheduler.GetSection("Cassandra:ContactPoints").GetChildren().Any()
            || string.Equals(scheduler["Orleans:Clustering"], nameof(OrleansClustering.Cassandra), StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasDashboard(IConfiguration configuration)
    {
        var scheduler = configuration.GetSection("JobScheduler");
        return scheduler.GetValue<bool?>("Orleans:Dashboard") ?? scheduler.GetValue("Role", NodeRole.Silo) == NodeRole.Silo;
    }
}
