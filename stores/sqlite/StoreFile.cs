using System.Globalization;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Backups;
using JobScheduler.Stores.Sqlite.Native;
using SQLitePCL;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// The file of a store: found or created, checked, migrated and locked. A file that is refused is not changed. A new file is made
/// under another name and renamed when it is complete, so a crash never leaves half of one under the store's name.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    private readonly StoreLock _lock;
    private readonly string? _vfs;

    private StoreFile(StoreLock held, RowWriters rows, StoreInfo info, string path, string? vfs)
    {
        _lock = held;
        _vfs = vfs;
        Rows = rows;
        Info = info;
        Path = path;
    }

    public string Path { get; }

    /// <summary>The writer's connection with its statements.</summary>
    public RowWriters Rows { get; private set; }

    public StoreInfo Info { get; }

    /// <exception cref="StoreOpenException">Names the file, says why and what to do.</exception>
    public static StoreFile Open(string path, int partitions, SqliteStoreHooks hooks)
    {
        var steps = hooks.Steps;
        path = Resolve(path, hooks);
        var held = StoreLock.Take(path);
        Connection? connection = null;
        try
        {
            var created = !File.Exists(path);
            if (created)
                Create(path, partitions, hooks);
            else
                CheckHeader(path, steps[^1].Version);
            connection = Connection.Open(path, vfs: hooks.Vfs);
            var stored = Examine(connection, path, steps);
            Configure(connection);
            return new(held, new(connection), new($"SQLite file {path}", steps[^1].Version, stored, created), path, hooks.Vfs);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            held.Dispose();
            if (failure is SqliteFailure or IOException or UnauthorizedAccessException)
                throw Refuse(path, failure);
            throw;
        }
    }

    /// <summary>Opens the writer's connection anew, after it failed in a way it cannot recover from.</summary>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public void Reopen()
    {
        Rows.Connection.Dispose();
        var connection = Connection.Open(Path, vfs: _vfs);
        try
        {
            Configure(connection);
            Rows = new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Rows.Connection.Dispose();
        _lock.Dispose();
    }

    /// <summary>The whole path, links followed, so that one file has one lock.</summary>
    internal static string Resolve(string path, SqliteStoreHooks hooks)
    {
        try
        {
            path = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(path))
                throw new StoreOpenException($"The store {path} cannot be opened: it is a folder. Name a file.");
            CreateFolder(System.IO.Path.GetDirectoryName(path)!, hooks);
            return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StoreOpenException($"The store {path} cannot be opened: its folder cannot be used ({failure.Message}). Use another folder.", failure);
        }
    }

    /// <summary>A new folder's name is made durable too, else a power cut may take it away with all that is in it.</summary>
    private static void CreateFolder(string folder, SqliteStoreHooks hooks)
    {
        if (Directory.Exists(folder))
            return;
        var parent = System.IO.Path.GetDirectoryName(folder);
        if (parent is not null)
            CreateFolder(parent, hooks);
        Directory.CreateDirectory(folder);
        if (parent is not null)
            hooks.SyncFolder(parent);
    }

    private static void Create(string path, int partitions, SqliteStoreHooks hooks)
    {
        // A restore moves the old file away before the new one has its name: a new store in between would hide both.
        if (File.Exists(path + StoreRestore.Draft))
            throw new StoreOpenException($"The store {path} is missing but a restore of it was begun: {path}{StoreRestore.Draft} exists. Run restore again, or move that file away to start anew.");

        // A log of a file that is gone holds accepted jobs: it must not be applied to a new one, nor be lost.
        if (StoreHeader.HasLog(path))
            throw new StoreOpenException($"The store {path} is missing but its log {path}-wal exists. Restore the file, or move the log away to start anew.");
        var draft = path + ".new";
        foreach (var rest in new[] { draft, draft + "-wal", draft + "-shm", draft + "-journal" })
            File.Delete(rest);
        using (var connection = Connection.Open(draft, create: true, vfs: hooks.Vfs))
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {Schema.ApplicationId}"));
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Schema.Migrate(connection, hooks.Steps, from: 0);
            connection.Execute("BEGIN IMMEDIATE");
            using (var meta = connection.Prepare("INSERT INTO meta (name, value) VALUES ('partitions', ?1), ('checks', 0)"))
                meta.Bind(1, partitions).Run();
            using (var row = connection.Prepare("INSERT INTO partitions (partition, term, seq, owner, next_sequence, next_entry, next_token, due_at, due_ord) VALUES (?1, 0, 0, '', 1, 1, 1, ?2, ?2)"))
            {
                for (var partition = 0; partition < partitions; partition++)
                    row.Bind(1, partition).Bind(2, long.MinValue).Run();
            }

            connection.Execute("COMMIT");
            connection.Check(connection.CheckpointAll());
        }

        hooks.Move(draft, path);
        hooks.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
    }

    private static void CheckHeader(string path, int newest)
    {
        var header = StoreHeader.Read(path);
        if (header.Version > newest)
            throw new StoreOpenException($"The store {path} {StoreHeader.Newer(header.Version, newest)}");
        if (header.Problem is { } problem)
            throw new StoreOpenException($"The store {path} {problem}");
    }

    /// <summary>Looks at the file through SQLite, its log included, and migrates it. Returns the number of partitions.</summary>
    private static int Examine(Connection connection, string path, IReadOnlyList<SchemaStep> steps)
    {
        // Where there is no log, there is nothing that closing could write; and none is to be left behind.
        connection.KeepWalOnClose(StoreHeader.HasLog(path));
        if (connection.IsReadOnly)
            throw new StoreOpenException($"The store {path} cannot be written. Give this process write permission for the file.");
        var version = connection.Scalar("PRAGMA user_version") ?? 0;
        if (version > steps[^1].Version)
            throw new StoreOpenException($"The store {path} {StoreHeader.Newer(version, steps[^1].Version)}");
        if (version < 1)
            throw Damaged(path, "it has no schema version", null);
        foreach (var table in new[] { "meta", "jobs", "payloads", "attempts", "entries", "lines", "running", "idempotency", "queues", "sends", "counters" })
            connection.Scalar($"SELECT 1 FROM {table} LIMIT 1");
        var partitions = connection.Scalar("SELECT value FROM meta WHERE name = 'partitions'");
        var rows = connection.Scalar("SELECT count(*) FROM partitions");
        if (partitions is not > 0 or > 65536 || rows != partitions)
            throw Damaged(path, $"it has {rows} partitions and should have {partitions}", null);
        Schema.Migrate(connection, steps, version);
        connection.KeepWalOnClose(false);
        return (int)partitions;
    }

    private static void Configure(Connection connection) => connection.Execute(
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -16000;
        PRAGMA temp_store = MEMORY;
        """);

    private static StoreOpenException Damaged(string path, string why, Exception? inner) =>
        new($"The store {path} is damaged: {why}. Restore a backup; the file was not changed.", inner);

    private static StoreOpenException Refuse(string path, Exception failure) => failure is SqliteFailure sqlite
        ? sqlite.Primary switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR => Damaged(path, sqlite.Message, sqlite),
            raw.SQLITE_FULL => new($"The store {path} cannot be opened: its disk is full. Make room.", sqlite),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new($"The store {path} is locked by another program. Close that program.", sqlite),
            _ => new($"The store {path} cannot be opened: {sqlite.Message}. Check the disk and the permissions of the file and its folder.", sqlite),
        }
        : new($"The store {path} cannot be opened: {failure.Message}. Check the permissions of the file and its folder.", failure);
}
