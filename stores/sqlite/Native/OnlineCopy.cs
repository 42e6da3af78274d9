using SQLitePCL;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>SQLite's online backup, https://www.sqlite.org/backup.html: copies a database page by page while others use it.</summary>
internal sealed class OnlineCopy : IDisposable
{
    private readonly Connection _target;
    private readonly sqlite3_backup _copy;

    /// <exception cref="SqliteFailure">It cannot begin.</exception>
    public OnlineCopy(Connection source, Connection target)
    {
        _target = target;
        _copy = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main")
            ?? throw target.Failure(raw.sqlite3_errcode(target.Handle));
        if (_copy.IsInvalid)
            throw target.Failure(raw.sqlite3_errcode(target.Handle));
    }

    public long TotalPages => raw.sqlite3_backup_pagecount(_copy);

    public long DonePages => TotalPages - raw.sqlite3_backup_remaining(_copy);

    /// <summary>Copies some pages; false: that were all.</summary>
    /// <exception cref="SqliteFailure">It cannot go on.</exception>
    public bool Step(int pages)
    {
        var code = raw.sqlite3_backup_step(_copy, pages);
        if (code == raw.SQLITE_DONE)
            return false;
        return code == raw.SQLITE_OK ? true : throw new SqliteFailure(code, raw.sqlite3_errstr(code).utf8_to_string());
    }

    /// <exception cref="SqliteFailure">The end could not be written.</exception>
    public void Finish() => _target.Check(raw.sqlite3_backup_finish(_copy));

    public void Dispose() => _copy.Dispose();
}
