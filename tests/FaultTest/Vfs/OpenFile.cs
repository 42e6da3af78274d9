namespace JobScheduler.FaultTest.Vfs;

/// <summary>What is known of an open file.</summary>
/// <param name="Disk">Its disk; null: a file that is not recorded.</param>
/// <param name="Recorded">What is recorded of it.</param>
/// <param name="IsLog">It is a write-ahead log.</param>
internal sealed record OpenFile(FaultDisk? Disk, RecordedFile? Recorded, bool IsLog)
{
    /// <summary>SQLite's own VFS syncs the folder with the first sync of a log or journal that it may have created.</summary>
    public bool SyncsFolder { get; set; }
}
