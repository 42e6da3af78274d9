namespace JobScheduler.FaultTest.Vfs;

/// <summary>SQLite's result codes that a file may answer: https://www.sqlite.org/rescode.html</summary>
internal static class Codes
{
    public const int Ok = 0;
    public const int CannotOpen = 14;
    private const int Full = 13;
    private const int IoError = 10;

    /// <summary>The code of a fault.</summary>
    public static int Of(DiskFault fault, DiskOperation kind) => fault == DiskFault.Full && kind != DiskOperation.Read ? Full : kind switch
    {
        DiskOperation.Open => CannotOpen,
        DiskOperation.Read when fault == DiskFault.Short => IoError | (2 << 8),
        DiskOperation.Read => IoError | (1 << 8),
        DiskOperation.Write => IoError | (3 << 8),
        DiskOperation.Sync => IoError | (4 << 8),
        DiskOperation.SyncFolder => IoError | (5 << 8),
        DiskOperation.Truncate => IoError | (6 << 8),
        DiskOperation.Delete => IoError | (10 << 8),
        _ => IoError,
    };
}
