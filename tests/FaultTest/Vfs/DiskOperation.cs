namespace JobScheduler.FaultTest.Vfs;

/// <summary>What SQLite, or the store, asks of the disk.</summary>
internal enum DiskOperation
{
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Delete,
    Move,
    SyncFolder,
}

/// <summary>How the disk answers.</summary>
internal enum DiskFault
{
    /// <summary>As asked.</summary>
    None,

    /// <summary>An I/O error; nothing is done. A failed sync leaves what was written as it is: perhaps on disk, perhaps not.</summary>
    Error,

    /// <summary>The disk is full; nothing is done.</summary>
    Full,

    /// <summary>A read ends before what was asked for, as of a file that is shorter.</summary>
    Short,

    /// <summary>The power fails at this very operation: it is on its way to the disk, and nothing after it happens.</summary>
    PowerCut,
}

/// <summary>One operation.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="IsLog">Of the write-ahead log; else of the database file.</param>
/// <param name="Number">Counts this disk's changing operations from 1; a read has the number of the last one.</param>
internal readonly record struct DiskCall(DiskOperation Kind, bool IsLog, long Number);
