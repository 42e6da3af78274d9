using System.Runtime.CompilerServices;
using System.Text;
using SQLitePCL;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>A prepared statement, used again and again. Parameters and columns are positional: parameters from 1, columns from 0.</summary>
internal sealed unsafe class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 512;

    // Valid until the handle, which this object keeps, is disposed; then 0, which SQLite answers with an error.
    private nint _statement = handle.DangerousGetHandle();

    public Statement Bind(int index, long value) => Check(Calls.sqlite3_bind_int64(_statement, index, value));

    public Statement Bind(int index, long? value) => value is { } present ? Bind(index, present) : BindNull(index);

    [SkipLocalsInit]
    public Statement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        var most = value.Length * 3;
        Span<byte> bytes = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        fixed (byte* text = bytes)
            return Check(Calls.sqlite3_bind_text(_statement, index, text, length, Calls.Copied));
    }

    /// <summary>An empty blob is a blob, not NULL.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return Check(Calls.sqlite3_bind_zeroblob(_statement, index, 0));
        fixed (byte* bytes = value)
            return Check(Calls.sqlite3_bind_blob(_statement, index, bytes, value.Length, Calls.Copied));
    }

    public Statement Bind(int index, RawJson? value) => value is null ? BindNull(index) : Bind(index, value.Utf8.Span);

    public Statement BindNull(int index) => Check(Calls.sqlite3_bind_null(_statement, index));

    /// <summary>Goes to the next row; false: there is none, and the statement is reset.</summary>
    /// <exception cref="SqliteFailure">It failed; the statement is reset.</exception>
    public bool Step()
    {
        var code = Calls.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        var failure = connection.Failure(code);
        Reset();
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
    public void Reset() => _ = Calls.sqlite3_reset(_statement);

    public bool IsNull(int column) => Calls.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => Calls.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => checked((int)Int64(column));

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column)
    {
        // In this order: the length is that of what the first call gives.
        var bytes = Calls.sqlite3_column_blob(_statement, column);
        return new(bytes, Calls.sqlite3_column_bytes(_statement, column));
    }

    public RawJson? Json(int column) => IsNull(column) ? null : RawJson.FromTrusted(Blob(column).ToArray());

    public void Dispose()
    {
        _statement = 0;
        handle.Dispose();
    }

    private Statement Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw connection.Failure(code);
        return this;
    }
}
