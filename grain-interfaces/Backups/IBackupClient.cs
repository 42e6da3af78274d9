namespace JobScheduler;

/// <summary>Backups as a caller sees them; part of <see cref="IJobSchedulerClient"/>.</summary>
public interface IBackupClient
{
    /// <summary>
    /// Begins a backup into the configured folder and returns at once. Everything answered before this call is in it. One runs at a
    /// time.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting; the backup may have begun all the same.</param>
    /// <exception cref="BackupRunningException">One runs already; nothing was begun.</exception>
    Task<BackupSnapshot> StartBackupAsync(CancellationToken cancellationToken = default);

    /// <summary>A backup, or null: also for one whose file is gone.</summary>
    /// <param name="id">The backup.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<BackupSnapshot?> GetBackupAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Backups, newest first: those whose file is in the folder, and those that run or failed since the scheduler started.</summary>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<BackupSnapshot>> ListBackupsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);
}

/// <summary>Where a backup is.</summary>
public enum BackupState
{
    /// <summary>It is being made.</summary>
    Running,

    /// <summary>It is whole, checked and on disk.</summary>
    Completed,

    /// <summary>There is none; <see cref="BackupSnapshot.Error"/> says why.</summary>
    Failed,
}

/// <summary>A backup.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.BackupSnapshot")]
public sealed record BackupSnapshot
{
    /// <summary>Its id; ids are in the order in which backups began.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Where it is.</summary>
    [Id(1)]
    public BackupState State { get; init; }

    /// <summary>When it began.</summary>
    [Id(2)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    [Id(3)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Written so far; at the end the file's size.</summary>
    [Id(4)]
    public long Bytes { get; init; }

    /// <summary>To be written, or null before it is known.</summary>
    [Id(5)]
    public long? TotalBytes { get; init; }

    /// <summary>The file on the scheduler's machine, its whole path; null unless completed.</summary>
    [Id(6)]
    public string? File { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [Id(7)]
    public string? Error { get; init; }
}

/// <summary>A backup runs already (HTTP 409); nothing was begun.</summary>
/// <param name="message">Which.</param>
public sealed class BackupRunningException(string message) : JobSchedulerException(message)
{
    /// <inheritdoc/>
    public override string Problem => "state-conflict";
}
