using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>Backups.</summary>
internal sealed partial class HttpJobSchedulerClient
{
    /// <remarks>Not repeated in doubt: one that this call began itself would be found running.</remarks>
    public async Task<BackupSnapshot> StartBackupAsync(CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Post("v1/backups") with { Repetition = Repetition.OnlyIfRefused };
        try
        {
            return (await CallAsync(request, OperationsReader.Backup, null, cancellationToken)).Value;
        }
        catch (JobStateConflictException running)
        {
            throw new BackupRunningException(running.Message);
        }
    }

    public async Task<BackupSnapshot?> GetBackupAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!Names.IsName(id))
            return null;
        try
        {
            return (await CallAsync(ApiRequest.Get("v1/backups/" + id), OperationsReader.Backup, id, cancellationToken)).Value;
        }
        catch (JobNotFoundException)
        {
            return null;
        }
    }

    public async Task<Page<BackupSnapshot>> ListBackupsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Get(FilterParameters.WithQuery("v1/backups", FilterParameters.Paging(limit, cursor)));
        return (await CallAsync(request, json => OperationsReader.Page(json, OperationsReader.Backup), null, cancellationToken)).Value;
    }
}
