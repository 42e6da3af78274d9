namespace JobScheduler.Hosting.Client;

/// <content>Backups.</content>
internal sealed partial class InProcessClient
{
    public async Task<BackupSnapshot> StartBackupAsync(CancellationToken cancellationToken = default)
    {
        await _calls.GrainsAsync(cancellationToken);
        return _backups.Start();
    }

    public async Task<BackupSnapshot?> GetBackupAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        await _calls.GrainsAsync(cancellationToken);
        return _backups.Find(id);
    }

    public async Task<Page<BackupSnapshot>> ListBackupsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        await _calls.GrainsAsync(cancellationToken);
        return _backups.List(limit, cursor);
    }
}
