using System.Runtime.InteropServices;
using SQLitePCL;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>
/// The calls made several times per row, straight to the library that the binding loads. Through the binding each of them counts the
/// uses of a handle up and down: half of what the calls themselves cost. The handles stay the binding's; who calls keeps them alive.
/// </summary>
/// <remarks>
/// Calls that copy some bytes at most keep the garbage collector waiting; those that may do I/O or copy much (step, reset, texts and
/// blobs) do not.
/// https://learn.microsoft.com/dotnet/api/system.runtime.interopservices.suppressgctransitionattribute
/// </remarks>
internal static unsafe partial class Calls
{
    private const string Library = "e_sqlite3";

    /// <summary>The value is copied before the call returns: https://www.sqlite.org/c3ref/c_static.html</summary>
    public static readonly nint Copied = -1;

    /// <summary>Whether both ways lead to one library: two copies of it in a process must not touch one connection.</summary>
    /// <exception cref="DllNotFoundException">They do not.</exception>
    public static void Check()
    {
        fixed (byte* bound = raw.sqlite3_sourceid())
        {
            if (bound != sqlite3_sourceid())
                throw new DllNotFoundException($"The process has two copies of {Library}.");
        }
    }

    [LibraryImport(Library)]
    public static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    public static partial int sqlite3_reset(nint statement);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_changes(nint connection);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_bind_null(nint statement, int index);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_bind_zeroblob(nint statement, int index, int length);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_text(nint statement, int index, byte* text, int length, nint free);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_blob(nint statement, int index, byte* bytes, int length, nint free);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_column_type(nint statement, int column);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Library)]
    public static partial byte* sqlite3_column_blob(nint statement, int column);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport(Library)]
    private static partial byte* sqlite3_sourceid();
}
