using System.Runtime.InteropServices;

namespace JobScheduler.Stores.Sqlite.Native;

/// <summary>Makes the names in a folder durable: a file that was fsync'ed may still be missing after a power cut if its folder was not.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Fsyncs a folder. A file system that cannot (it says so) has nothing more to offer; Windows needs none.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = Open(folder, ReadOnly);
        if (file < 0)
            throw Failure(folder);
        try
        {
            const int ioError = 5;
            if (FSync(file) != 0 && Marshal.GetLastPInvokeError() == ioError)
                throw Failure(folder);
        }
        finally
        {
            _ = Close(file);
        }
    }

    private static IOException Failure(string folder) =>
        new($"The folder {folder} could not be synced: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
