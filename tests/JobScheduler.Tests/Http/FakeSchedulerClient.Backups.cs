namespace JobScheduler.Tests.Http;

/// <content>Backups: the first one of each scheduler stays running until <see cref="FinishBackup"/>.</content>
internal sealed partial class FakeSchedulerClient
{
    private readonly List<BackupSnapshot> _backups = [];

    /// <summary>Ends the newest backup.</summary>
    public BackupSnapshot FinishBackup(string? error = null)
    {
        lock (_gate)
        {
            var backup = _backups[^1];
            return _backups[^1] = error is null
                ? backup with { State = BackupState.Completed, FinishedAt = Now, Bytes = 4_096, TotalBytes = 4_096, File = $"/var/lib/jobs/backup-{backup.Id}.db" }
                : backup with { State = BackupState.Failed, FinishedAt = Now, Error = error };
        }
    }

    public Task<BackupSnapshot> StartBackupAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        lock (_gate)
        {
            if (_backups is [.., { State: BackupState.Running } running])
                throw new BackupRunningException($"The backup {running.Id} is running; one runs at a time.");
            _backups.Add(new() { Id = $"b{_backups.Count + 1}", StartedAt = Now });
            return Task.FromResult(_backups[^1]);
        }
    }

    public Task<BackupSnapshot?> GetBackupAsync(string id, CancellationToken cancellationToken = default)
    {
        Enter();
        lock (_gate)
            return Task.FromResult(_backups.Find(backup => backup.Id == id));
    }

    public Task<Page<BackupSnapshot>> ListBackupsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckLimit(limit);
        lock (_gate)
            return Task.FromResult(Cut<BackupSnapshot>([.. _backups.AsEnumerable().Reverse()], limit, cursor, "backups"));
    }
}
