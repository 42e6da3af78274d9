using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Client;
using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Backups;

/// <summary>Makes backups, one at a time, and knows those that were made. When the store closes, the one that runs fails.</summary>
internal sealed partial class BackupRunner(
    JobStore store,
    IOptions<JobSchedulerBackupOptions> options,
    IRandomSource random,
    [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock,
    ILogger<BackupRunner> log)
{
    private const string Mark = "backups:";
    private const int FailedKept = 20;
    private readonly ILogger _log = log;
    private readonly Lock _gate = new();
    private readonly List<BackupSnapshot> _failed = [];
    private BackupSnapshot? _running;

    /// <summary>Completes when the backup that runs has ended; for tests.</summary>
    internal Task Ended { get; private set; } = Task.CompletedTask;

    private BackupFolder Folder => new(Path.GetFullPath(options.Value.Directory, store.Admin.Folder ?? Path.GetTempPath()));

    /// <exception cref="BackupRunningException">One runs already.</exception>
    public BackupSnapshot Start()
    {
        Span<byte> chance = stackalloc byte[2];
        random.Fill(chance);
        lock (_gate)
        {
            if (_running is { } other)
                throw new BackupRunningException($"The backup {other.Id} is running; one runs at a time.");
            var now = clock.GetUtcNow();
            var begun = _running = new() { Id = BackupFolder.NewId(now, BitConverter.ToUInt16(chance)), StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()) };
            Ended = RunAsync(begun);
            return begun;
        }
    }

    public BackupSnapshot? Find(string id)
    {
        lock (_gate)
            return _running?.Id == id ? _running : _failed.Find(backup => backup.Id == id) ?? Folder.Find(id);
    }

    /// <exception cref="MalformedRequestException">The cursor is not one of this list.</exception>
    public Page<BackupSnapshot> List(int limit, string? cursor)
    {
        RequestRules.CheckPage(limit);
        var before = cursor is null ? null : NameCursor.Read(Mark, cursor);
        var folder = Folder;
        IEnumerable<string> known;
        lock (_gate)
            known = [.. _failed.Append(_running).OfType<BackupSnapshot>().Select(backup => backup.Id)];
        var rest = known.Concat(folder.Ids()).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal)
            .Where(id => before is null || string.CompareOrdinal(id, before) < 0).ToList();
        return new([.. rest.Take(limit).Select(Find).OfType<BackupSnapshot>()], rest.Count > limit ? NameCursor.Write(Mark, rest[limit - 1]) : null);
    }

    private async Task RunAsync(BackupSnapshot begun)
    {
        string? error;
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var folder = Folder;
            folder.RemovePartial();
            LogBegun(begun.Id);
            var made = await store.Admin.BackupAsync(folder.FileOf(begun.Id), new Progress(this), CancellationToken.None);
            folder.KeepNewest(options.Value.Keep);
            LogCompleted(begun.Id, made.Bytes, made.File);
            error = null;
        }
        catch (Exception e)
        {
            LogFailed(e, begun.Id);
            error = e is StoreBackupException ? e.Message : $"The backup failed: {e.Message}";
        }

        lock (_gate)
        {
            if (error is not null)
                _failed.Add(_running! with { State = BackupState.Failed, FinishedAt = clock.GetUtcNow(), Error = error });
            if (_failed.Count > FailedKept)
                _failed.RemoveAt(0);
            _running = null;
        }
    }

    private void Report(BackupProgress progress)
    {
        lock (_gate)
            _running = _running! with { Bytes = progress.Bytes, TotalBytes = progress.TotalBytes };
    }

    // System.Progress would report on the thread pool, out of order.
    private sealed class Progress(BackupRunner runner) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => runner.Report(value);
    }

    [LoggerMessage(1040, LogLevel.Information, "Backup {BackupId} has begun", EventName = "backup_begun")]
    private partial void LogBegun(string backupId);

    [LoggerMessage(1041, LogLevel.Information, "Backup {BackupId} is completed: {Bytes} bytes in {File}", EventName = "backup_completed")]
    private partial void LogCompleted(string backupId, long bytes, string file);

    [LoggerMessage(1042, LogLevel.Error, "Backup {BackupId} failed", EventName = "backup_failed")]
    private partial void LogFailed(Exception exception, string backupId);
}
