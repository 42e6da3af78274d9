using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite.Backups;

/// <summary>
/// Checks a file: that it is a store whose schema this program knows, SQLite's own integrity check, and that its rows agree with one
/// another (<see cref="RowAudit"/>). The file is not changed, and may be in use.
/// </summary>
public static class StoreVerifier
{
    private const int MostProblems = 20;

    /// <summary>Checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StoreReport Check(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        path = Path.GetFullPath(path);
        try
        {
            if (!File.Exists(path))
                return Refused(path, null, $"{path} does not exist, or is no file.");
            var header = StoreHeader.Read(path);
            var newest = Schema.Steps[^1].Version;
            if (header.Version > newest)
                return Refused(path, header.Version, $"{path} {StoreHeader.Newer(header.Version, newest)}");
            if (header.Problem is { } problem)
                return Refused(path, header.Version, $"{path} {problem}");
            using var connection = Open(path, header);
            using var interrupt = cancellationToken.Register(connection.Interrupt);
            return Check(path, connection, cancellationToken);
        }
        catch (Exception failure) when (failure is SqliteFailure or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Refused(path, null, $"{path} cannot be read: {failure.Message}.");
        }
    }

    /// <summary>Opens a file for reading so that nothing is written, not even beside it where that can be avoided.</summary>
    internal static Connection Open(string path) => Open(path, StoreHeader.Read(path));

    private static Connection Open(string path, StoreHeader header)
    {
        // A file with a log that nobody has open would get its log and index back; as an immutable one it does not.
        var isClosed = header.UsesLog && !File.Exists(path + "-wal") && !File.Exists(path + "-shm");
        return isClosed
            ? Connection.Open("file://" + string.Join('/', path.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString)) + "?immutable=1", readOnly: true, isUri: true)
            : Connection.Open(path, readOnly: true);
    }

    private static StoreReport Check(string path, Connection connection, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var rows = new RowReaders(connection);
        connection.Execute("BEGIN");
        var version = (int)(connection.Scalar("PRAGMA user_version") ?? 0);
        if (version < 1 || version > Schema.Steps[^1].Version)
            return Refused(path, version, version < 1 ? $"{path} has no schema version." : $"{path} {StoreHeader.Newer(version, Schema.Steps[^1].Version)}");
        foreach (var found in RowReaders.All(rows.Get($"PRAGMA integrity_check({MostProblems})"), row => row.Text(0)).Where(found => found != "ok"))
            problems.Add($"SQLite's integrity check: {found}.");
        if (problems.Count > 0)
            return new(path, version, null, new Dictionary<StoredState, long>(), problems);
        problems.AddRange(Lacking(rows, version).Select(each => $"The {each} is missing."));
        if (problems.Count > 0)
            return new(path, version, null, new Dictionary<StoredState, long>(), problems);
        var partitions = connection.Scalar("SELECT value FROM meta WHERE name = 'partitions'");
        var counted = connection.Scalar("SELECT count(*) FROM partitions WHERE partition BETWEEN 0 AND (SELECT value - 1 FROM meta WHERE name = 'partitions')");
        if (partitions is not > 0 or > 65536 || counted != partitions || connection.Scalar("SELECT count(*) FROM partitions") != partitions)
            return Refused(path, version, $"{path} has {counted} of its {partitions} partitions.");

        var audit = new RowAudit(rows, (int)partitions, version);
        audit.Run(cancellationToken);
        connection.Execute("COMMIT");
        return new(path, version, (int)partitions, audit.Jobs, audit.Problems);
    }

    /// <summary>Tables and indexes that a file of this version has and this one has not.</summary>
    private static List<string> Lacking(RowReaders rows, int version)
    {
        const string sql = "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        using var fresh = Connection.Open(":memory:", create: true);
        Schema.Migrate(fresh, [.. Schema.Steps.Where(step => step.Version <= version)], from: 0);
        var present = RowReaders.All(rows.Get(sql), row => row.Text(0));
        return [.. RowReaders.All(fresh.Prepare(sql), row => row.Text(0)).Except(present, StringComparer.Ordinal)];
    }

    private static StoreReport Refused(string path, int? version, string problem) =>
        new(path, version, null, new Dictionary<StoredState, long>(), [problem]);
}
