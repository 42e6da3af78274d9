using SQLitePCL;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>
/// One SQLite connection, used by one thread at a time. The raw API instead of ADO.NET: it binds spans without copies and
/// boxes, and every call gives SQLite's own code, which the answers to commits depend on.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly nint _connection;
    private readonly List<Statement> _statements = [];

    static Connection()
    {
        Batteries_V2.Init();
        Calls.Check();
    }

    private Connection(sqlite3 handle) => (_handle, _connection) = (handle, handle.DangerousGetHandle());

    internal sqlite3 Handle => _handle;

    /// <summary>No transaction is open.</summary>
    public bool IsAutocommit => raw.sqlite3_get_autocommit(_handle) != 0;

    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    /// <summary>Rows changed by the newest statement.</summary>
    public int Changes => _handle.IsClosed ? 0 : Calls.sqlite3_changes(_connection);

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path, or a URI if <paramref name="isUri"/>.</param>
    /// <param name="create">Made if missing.</param>
    /// <param name="readOnly">Never written.</param>
    /// <param name="isUri">See https://www.sqlite.org/uri.html.</param>
    /// <param name="vfs">The SQLite VFS to open it with; null: the default one.</param>
    /// <exception cref="SqliteFailure">It cannot be opened.</exception>
    public static Connection Open(string path, bool create = false, bool readOnly = false, bool isUri = false, string? vfs = null)
    {
        var flags = (isUri ? raw.SQLITE_OPEN_URI : 0) | raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE) | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, vfs);
        var connection = new Connection(handle);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, 2_000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closing does not checkpoint: a file that is refused stays as it is.</summary>
    public void KeepWalOnClose(bool keep) =>
        Check(raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, out _));

    /// <summary>Runs SQL text without results.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Runs COMMIT or the like and gives the code instead of throwing.</summary>
    public int TryExecute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        return code == raw.SQLITE_OK ? code : raw.sqlite3_extended_errcode(_handle);
    }

    /// <summary>The first column of the first row, or null if there is none.</summary>
    public long? Scalar(string sql)
    {
        using var statement = new Statement(this, Prepare(sql, persistent: false));
        return statement.Step() ? statement.Int64(0) : null;
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(this, Prepare(sql, persistent: true));
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Makes what runs on another thread fail as soon as it can.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    /// <summary>Copies what it can from the log into the file; never waits for readers.</summary>
    public void CheckpointPassively() => raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);

    /// <summary>Copies the whole log into the file and empties it.</summary>
    public int CheckpointAll() => raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Failure(code);
    }

    public SqliteFailure Failure(int code)
    {
        var extended = raw.sqlite3_extended_errcode(_handle);
        return new((extended & 0xFF) == (code & 0xFF) ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _handle.Dispose();
    }

    private sqlite3_stmt Prepare(string sql, bool persistent)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, persistent ? (uint)raw.SQLITE_PREPARE_PERSISTENT : 0, out var statement));
        return statement;
    }
}
