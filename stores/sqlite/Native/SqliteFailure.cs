using SQLitePCL;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>SQLite answered with an error code.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"{message} (SQLite code {code})")
{
    /// <summary>Extended result code: https://www.sqlite.org/rescode.html</summary>
    public int Code { get; } = code;

    /// <summary>Without the extension.</summary>
    public int Primary => Code & 0xFF;

    public bool IsConstraint => Primary == raw.SQLITE_CONSTRAINT;

    public bool IsFull => Primary == raw.SQLITE_FULL;

    public bool IsTooBig => Primary == raw.SQLITE_TOOBIG;

    /// <summary>Pages were read badly, or not at all: what the connection's cache holds since is not to be trusted.</summary>
    public bool IsMisread => Primary is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
