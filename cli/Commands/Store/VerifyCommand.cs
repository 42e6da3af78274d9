using System.CommandLine;
using JobScheduler.Cli.Output;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Backups;

namespace JobScheduler.Cli.Commands.Store;

/// <summary><c>jobctl verify</c>: checks a store's file or a backup on this machine, as the silo's own command does.</summary>
internal static class VerifyCommand
{
    private const string StoreFile = "jobs.db";

    public static Command Create(CommandHost host)
    {
        var path = new Argument<string>("path") { Description = $"A store or a backup of one, or the data folder it lies in ({StoreFile})" };
        var command = new Command("verify", "Check a store or a backup on this machine; it may be in use. Exit code 1: not sound") { path };
        host.Bind(command, (session, cancellationToken) =>
        {
            var file = session.Parse.GetRequiredValue(path);
            var report = StoreVerifier.Check(Directory.Exists(file) ? Path.Combine(file, StoreFile) : file, cancellationToken);
            session.Printer.Write(Json(report), () => View(report));
            return Task.FromResult(report.IsSound ? ExitCodes.Done : ExitCodes.Failed);
        });
        return command;
    }

    private static Stack View(StoreReport report)
    {
        var stack = new Stack().Add(new Facts()
            .Add("file", report.File)
            .Add("verdict", report.IsSound ? new Piece("sound", Tone.Good) : new Piece("not sound", Tone.Bad))
            .Add("schema", report.SchemaVersion is { } version ? $"{version}" : null)
            .Add("partitions", report.Partitions is { } partitions ? $"{partitions}" : null)
            .Add("jobs", report.Jobs.Count == 0 ? null : string.Join(", ", Counts(report).Select(count => $"{count.Count} {count.Name}"))));
        return report.IsSound ? stack : stack.Add(new TextLines(report.Problems.Select(problem => new Line(problem))), "PROBLEMS");
    }

    private static ReadOnlyMemory<byte> Json(StoreReport report) => JsonOutput.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("file", report.File);
        writer.WriteBoolean("sound", report.IsSound);
        if (report.SchemaVersion is { } version)
            writer.WriteNumber("schema_version", version);
        else
            writer.WriteNull("schema_version");
        if (report.Partitions is { } partitions)
            writer.WriteNumber("partitions", partitions);
        else
            writer.WriteNull("partitions");
        writer.WriteStartObject("jobs");
        foreach (var (name, count) in Counts(report))
            writer.WriteNumber(name, count);
        writer.WriteEndObject();
        writer.WriteStartArray("problems");
        foreach (var problem in report.Problems)
            writer.WriteStringValue(problem);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static IEnumerable<(string Name, long Count)> Counts(StoreReport report) =>
        Enum.GetValues<StoredState>().Where(report.Jobs.ContainsKey).Select(state => (Name(state), report.Jobs[state]));

    private static string Name(StoredState state) => state switch
    {
        StoredState.Waiting => "scheduled",
        StoredState.Lined => "queued",
        StoredState.Claimed => "running",
        StoredState.Completed => "completed",
        StoredState.Failed => "failed",
        _ => "cancelled",
    };
}
