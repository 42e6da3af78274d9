using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Backups;

namespace JobScheduler.Stores.Sqlite;

/// <content>Backups.</content>
public sealed partial class SqliteStore
{
    private readonly CancellationTokenSource _closingBackups = new();
    private readonly List<Task> _backups = [];

    /// <inheritdoc/>
    /// <remarks>
    /// On a thread of its own, half of the time at most. The log cannot be emptied meanwhile: it grows by what is written until the
    /// backup is done, so the disk needs room for the copy and for that.
    /// </remarks>
    public async Task<StoreBackup> BackupAsync(string target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        using var stop = LinkUnlessClosing(target, cancellationToken);
        try
        {
            return await StartBackup(Path.GetFullPath(target), progress, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreBackupException($"The backup {target} was not made: the store is closing.");
        }
    }

    private CancellationTokenSource LinkUnlessClosing(string target, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _closing is null
                ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closingBackups.Token)
                : throw new StoreBackupException($"The backup {target} was not made: the store {_path} is closed.");
        }
    }

    private Task<StoreBackup> StartBackup(string target, IProgress<BackupProgress>? progress, CancellationToken stop)
    {
        var answer = new TaskCompletionSource<StoreBackup>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_opened is not { } opened || _closing is not null)
                throw new StoreBackupException($"The backup {target} was not made: the store {_path} is not open.");
            _backups.RemoveAll(other => other.IsCompleted);
            _backups.Add(answer.Task);
            new Thread(() =>
            {
                try
                {
                    answer.SetResult(StoreCopy.Write(opened.File.Path, target, progress, _hooks, stop));
                }
                catch (OperationCanceledException)
                {
                    answer.SetCanceled(stop);
                }
                catch (Exception failure)
                {
                    answer.SetException(failure);
                }
            })
            { Name = "jobscheduler-sqlite-backup", IsBackground = true }.Start();
        }

        return answer.Task;
    }

    private async Task EndBackupsAsync()
    {
        await _closingBackups.CancelAsync();
        Task[] running;
        lock (_gate)
            running = [.. _backups];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closingBackups.Dispose();
    }
}
