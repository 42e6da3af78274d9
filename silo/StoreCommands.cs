using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Backups;

namespace JobScheduler.Silo;

/// <summary>
/// The commands that work on files instead of serving: <c>backup</c>, <c>verify</c>, <c>restore</c>. Exit codes: 0 done and sound,
/// 1 not done or not sound, 2 not understood.
/// </summary>
internal static class StoreCommands
{
    /// <summary>The store's file in the data folder.</summary>
    public const string FileName = "jobs.db";

    private const string Force = "--force";
    private static readonly string[] Names = ["backup", "verify", "restore"];

    /// <summary>How they are written, for people.</summary>
    public const string Usage = """
              backup <target>            copies the store of a running or stopped silo into a new file, checked
              verify <file>              checks a store or a backup; exit code 0: sound, 1: not, 2: not understood
              restore <file> [--force]   puts a backup in the place of a stopped silo's store; --force keeps the old one aside
        """;

    /// <summary>Whether the command line is one of them.</summary>
    public static bool IsOne(string[] args) => args is [var name, ..] && Names.Contains(name, StringComparer.Ordinal);

    /// <summary>Runs one.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var (rest, force) = (args[1..].Where(arg => arg != Force).ToArray(), args.Contains(Force));
        if (rest is not [var file, .. var settings] || file.StartsWith('-') || (force && args[0] != "restore"))
            return Misunderstood(error, $"{args[0]} needs a file.");
        if (CommandLine.Problem(settings) is { } problem)
            return Misunderstood(error, problem);
        try
        {
            file = Path.GetFullPath(file);
            return args[0] switch
            {
                "backup" => Backup(StoreFile(settings), file, output),
                "verify" => Verify(file, output, error),
                _ => Restore(file, StoreFile(settings), force, output),
            };
        }
        catch (Exception e) when (e is StoreBackupException or StoreOpenException or JobSchedulerConfigurationException)
        {
            error.WriteLine(e.Message);
            return 1;
        }
    }

    private static int Backup(string store, string target, TextWriter output)
    {
        var made = StoreCopy.Write(store, target);
        output.WriteLine($"{made.File}: {made.Bytes} bytes, checked.");
        return 0;
    }

    private static int Verify(string file, TextWriter output, TextWriter error)
    {
        var report = StoreVerifier.Check(file);
        foreach (var found in report.Problems)
            error.WriteLine(found);
        if (report.Partitions is { } partitions)
            output.WriteLine($"{report.File}: schema {report.SchemaVersion}, {partitions} partitions, jobs: {Describe(report.Jobs)}.");
        output.WriteLine(report.IsSound ? "It is sound." : "It is not sound.");
        return report.IsSound ? 0 : 1;
    }

    private static int Restore(string backup, string store, bool force, TextWriter output)
    {
        var restored = StoreRestore.Run(backup, store, force, TimeProvider.System.GetUtcNow());
        output.WriteLine($"{restored.File} is restored, jobs: {Describe(restored.Jobs)}.");
        if (restored.KeptAside is { } aside)
            output.WriteLine($"The store that was there is {aside} now.");
        return 0;
    }

    /// <summary>The store's file as the silo itself would find it with these settings.</summary>
    private static string StoreFile(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = SiloPaths.ContentRoot(settings) });
        return Path.Combine(SiloPaths.DataDirectory(builder.Configuration, builder.Environment.ContentRootPath), FileName);
    }

    private static string Describe(IReadOnlyDictionary<StoredState, long> jobs)
    {
        var present = Enum.GetValues<StoredState>().Where(jobs.ContainsKey).Select(state => $"{jobs[state]} {Name(state)}").ToList();
        return present.Count == 0 ? "none" : string.Join(", ", present);
    }

    private static string Name(StoredState state) => state switch
    {
        StoredState.Waiting => "scheduled",
        StoredState.Lined => "queued",
        StoredState.Claimed => "running",
        StoredState.Completed => "completed",
        StoredState.Failed => "failed",
        _ => "cancelled",
    };

    private static int Misunderstood(TextWriter error, string problem)
    {
        error.WriteLine(problem);
        error.WriteLine(Usage);
        return 2;
    }
}
