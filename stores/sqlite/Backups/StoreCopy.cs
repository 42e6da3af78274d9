using System.Diagnostics;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite.Backups;

/// <summary>
/// Copies the file of a store that may be in use. One read transaction sees one moment of the store from the first page to the last:
/// writers neither wait for it nor make it begin again, but the log grows meanwhile by what they write. The copy is one plain file,
/// written under another name and renamed when it is on disk and has been checked.
/// </summary>
public static class StoreCopy
{
    /// <summary>What a copy that is not complete is called.</summary>
    internal const string Partial = ".partial";

    // A megabyte, then a rest of the same length: half of the disk is left to the store. Written back before it piles up, so that no
    // commit's fsync has to wait for all of it.
    private const int PagesPerStep = 256;
    private const int StepsPerFlush = 16;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(200);

    /// <summary>Copies a store that is open in another process, or in none.</summary>
    /// <param name="source">The store's file.</param>
    /// <param name="target">The file to make; it must not exist.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops the work; its rest is removed.</param>
    /// <exception cref="StoreBackupException">There is no copy; the message says why.</exception>
    /// <exception cref="OperationCanceledException">There is no copy.</exception>
    public static StoreBackup Write(string source, string target, IProgress<BackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        (source, target) = (Path.GetFullPath(source), Path.GetFullPath(target));
        try
        {
            if (!File.Exists(source))
                throw new StoreBackupException($"There is no store {source}.");
            if (StoreHeader.Read(source).Problem is { } problem)
                throw new StoreBackupException($"The store {source} {problem}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreBackupException($"The store {source} cannot be read: {failure.Message}.", failure);
        }

        return Write(source, target, progress, SqliteStoreHooks.None, cancellationToken);
    }

    internal static StoreBackup Write(
        string source, string target, IProgress<BackupProgress>? progress, SqliteStoreHooks hooks, CancellationToken cancellationToken)
    {
        var draft = Prepare(target);
        try
        {
            Copy(source, draft, progress, hooks, cancellationToken);
            hooks.BackupCopied?.Invoke(draft);
            var report = StoreVerifier.Check(draft, cancellationToken);
            if (!report.IsSound)
                throw new StoreBackupException($"The copy of {source} is not sound: {string.Join(" ", report.Problems.Take(3))}");
            File.Move(draft, target);
            hooks.SyncFolder(Path.GetDirectoryName(target)!);
            return new(target, new FileInfo(target).Length);
        }
        catch (Exception failure)
        {
            Remove(draft);
            throw failure switch
            {
                SqliteFailure { IsFull: true } => new StoreBackupException($"The backup {target} was not made: its disk is full. Make room, or name another folder.", failure),
                SqliteFailure or IOException or UnauthorizedAccessException =>
                    new StoreBackupException($"The backup {target} was not made: {failure.Message}.", failure),
                _ => failure,
            };
        }
    }

    /// <summary>Removes a copy that is not complete, if there is one.</summary>
    internal static void Remove(string draft)
    {
        foreach (var rest in new[] { draft, draft + "-journal", draft + "-wal", draft + "-shm" })
        {
            try
            {
                File.Delete(rest);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // It is nobody's copy under this name; the next backup to the same place tries again.
            }
        }
    }

    private static string Prepare(string target)
    {
        var draft = target + Partial;
        try
        {
            if (File.Exists(target) || Directory.Exists(target))
                throw new StoreBackupException($"The backup {target} was not made: the file exists. Name another.");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StoreBackupException($"The backup {target} was not made: its folder cannot be used ({failure.Message}).", failure);
        }

        Remove(draft);
        return draft;
    }

    private static void Copy(string source, string draft, IProgress<BackupProgress>? progress, SqliteStoreHooks hooks, CancellationToken cancellationToken)
    {
        using (var from = Connection.Open(source, readOnly: true, vfs: hooks.Vfs))
        using (var to = Connection.Open(draft, create: true))
        {
            to.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000;");
            hooks.BackupTarget?.Invoke(to);

            // Checkpoint "all that was answered before": the moment that is copied begins here.
            from.Execute("BEGIN; SELECT 1 FROM meta LIMIT 1;");
            var pageSize = from.Scalar("PRAGMA page_size") ?? 0;
            using (var copy = new OnlineCopy(from, to))
            {
                CopyPages(copy, draft, pageSize, progress, cancellationToken);
                copy.Finish();
            }

            from.Execute("COMMIT");
        }

        SealFile(draft);
    }

    private static void CopyPages(OnlineCopy copy, string draft, long pageSize, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var (more, steps) = (true, 0);
        while (more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            more = copy.Step(PagesPerStep);
            if (++steps % StepsPerFlush == 0)
                Flush(draft);
            progress?.Report(new(copy.DonePages * pageSize, copy.TotalPages * pageSize));
            var rest = Stopwatch.GetElapsedTime(began);
            if (more)
                cancellationToken.WaitHandle.WaitOne(rest < LongestRest ? rest : LongestRest);
        }
    }

    // A copy of a file with a log says of itself that it has one. Nobody has written to it since: it is a plain file, and reading it
    // shall make no others beside it. https://www.sqlite.org/fileformat2.html#file_format_version_numbers
    private static void SealFile(string draft)
    {
        const int versions = 18;
        using var file = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        file.Position = versions;
        file.Write([1, 1]);
        file.Flush(flushToDisk: true);
    }

    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        file.Flush(flushToDisk: true);
    }
}
