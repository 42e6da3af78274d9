using System.Text;
using SQLitePCL;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>A prepared statement, used again and again. Parameters and columns are positional: parameters from 1, columns from 0.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 512;

    public Statement Bind(int index, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, long? value)
    {
        if (value is { } present)
            return Bind(index, present);
        return BindNull(index);
    }

    public Statement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        if (value.Length == 0)
        {
            connection.Check(raw.sqlite3_bind_text(handle, index, ""));
            return this;
        }

        var most = value.Length * 3;
        Span<byte> bytes = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        connection.Check(raw.sqlite3_bind_text(handle, index, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
        return this;
    }

    /// <summary>An empty blob is a blob, not NULL.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        connection.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement Bind(int index, RawJson? value) => value is null ? BindNull(index) : Bind(index, value.Utf8.Span);

    public Statement BindNull(int index)
    {
        connection.Check(raw.sqlite3_bind_null(handle, index));
        return this;
    }

    /// <summary>Goes to the next row; false: there is none, and the statement is reset.</summary>
    /// <exception cref="SqliteFailure">It failed; the statement is reset.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(handle);
            return false;
        }

        var failure = connection.Failure(code);
        raw.sqlite3_reset(handle);
        throw failure;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        while (Step())
        {
            // PRAGMAs may answer a row that nobody wants.
        }
    }

    /// <summary>Needed after a statement was not stepped to its end.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => checked((int)Int64(column));

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public RawJson? Json(int column) => IsNull(column) ? null : RawJson.FromTrusted(Blob(column).ToArray());

    public void Dispose() => handle.Dispose();
}
