namespace JobScheduler;

/// <summary>Backups that are asked for over the API, below <c>JobScheduler:Backup</c>.</summary>
public sealed class JobSchedulerBackupOptions
{
    /// <summary>Their folder, made if missing; a relative one lies in the folder of the store. Default <c>backups</c>.</summary>
    public string Directory { get; set; } = "backups";

    /// <summary>How many are kept, 1 to 1000: after a new one the oldest beyond that are deleted. Other files are never touched. Default 7.</summary>
    public int Keep { get; set; } = 7;
}
