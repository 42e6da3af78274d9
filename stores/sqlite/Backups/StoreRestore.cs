using System.Globalization;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite.Backups;

/// <summary>What a restore did.</summary>
/// <param name="File">The store, its whole path.</param>
/// <param name="KeptAside">Where the store that was there before is now; null if there was none.</param>
/// <param name="Jobs">Jobs by stored state.</param>
public sealed record StoreRestored(string File, string? KeptAside, IReadOnlyDictionary<StoredState, long> Jobs);

/// <summary>
/// Puts a backup in a store's place. Numbers that were handed out since the backup was made must not come again: every partition's
/// term, tokens, sequence and entry numbers jump ahead, and so do the versions of schedules.
/// </summary>
public static class StoreRestore
{
    /// <summary>How far every term jumps. An old owner has raised its term by one for each start and each commit of unknown outcome.</summary>
    public const long TermJump = 1L << 20;

    /// <summary>How far fencing tokens, numbers of submission and numbers of entries jump: more than a store ever uses between a backup and its restore.</summary>
    public const long NumberJump = 1L << 40;

    /// <summary>How far the version of every schedule jumps.</summary>
    public const long VersionJump = 1_000;

    /// <summary>What a restored store is called until it takes its place.</summary>
    internal const string Draft = ".restoring";

    /// <summary>Checks a backup and puts it in the store's place. The backup stays as it is.</summary>
    /// <param name="backup">The backup, or any file of a store.</param>
    /// <param name="store">The store's file; no process may have it.</param>
    /// <param name="replace">True: a store that is there is kept aside under another name. False: it is an error.</param>
    /// <param name="now">The time, for that name.</param>
    /// <exception cref="StoreBackupException">Nothing was changed; the message says why.</exception>
    /// <exception cref="StoreOpenException">The store is in use, or cannot be written.</exception>
    public static StoreRestored Run(string backup, string store, bool replace, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(backup);
        var report = StoreVerifier.Check(backup);
        if (!report.IsSound)
            throw new StoreBackupException($"{report.File} is not restored, it is not sound. {string.Join(" ", report.Problems)}");
        store = StoreFile.Resolve(store, SqliteStoreHooks.None);
        if (store == report.File)
            throw new StoreBackupException($"{store} is the store itself. Name a backup.");
        using var held = StoreLock.Take(store);
        var exists = File.Exists(store) || StoreHeader.HasLog(store);
        if (exists && !replace)
            throw new StoreBackupException($"{store} exists. Add --force to keep it aside under another name and restore in its place.");
        var draft = store + Draft;
        try
        {
            StoreCopy.Remove(draft);
            Compact(report.File, draft);
            JumpAhead(draft, File.Exists(store) ? store : null);
            Flush(draft);
        }
        catch (Exception failure)
        {
            StoreCopy.Remove(draft);
            throw failure is SqliteFailure or IOException or UnauthorizedAccessException
                ? new StoreBackupException($"{backup} is not restored: {failure.Message}. Nothing was changed.", failure)
                : failure;
        }

        var aside = exists ? KeepAside(store, now) : null;
        File.Move(draft, store);
        FolderSync.Sync(Path.GetDirectoryName(store)!);
        return new(store, aside, report.Jobs);
    }

    /// <summary>A copy without the pages that are free.</summary>
    private static void Compact(string backup, string draft)
    {
        using var source = StoreVerifier.Open(backup);
        using var copy = source.Prepare("VACUUM INTO ?1");
        copy.Bind(1, draft).Run();
    }

    private static void JumpAhead(string draft, string? replaced)
    {
        using var connection = Connection.Open(draft);
        connection.Execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE;");
        using (var jump = connection.Prepare(
            "UPDATE partitions SET term = max(term, ?2) + ?5, next_sequence = max(next_sequence, ?3) + ?6, next_token = max(next_token, ?4) + ?6, next_entry = next_entry + ?6 WHERE partition = ?1"))
        {
            var newer = replaced is null ? [] : Heads(replaced);
            foreach (var head in Heads(connection))
            {
                var other = newer.GetValueOrDefault(head.Key) ?? head.Value;
                jump.Bind(1, head.Key).Bind(2, other.Term).Bind(3, other.NextSequence).Bind(4, other.NextToken).Bind(5, TermJump).Bind(6, NumberJump).Run();
            }
        }

        if (connection.Scalar("PRAGMA user_version") > 1)
            JumpSchedules(connection);
        connection.Execute("COMMIT");
    }

    // A caller that read version 5 of a schedule before the loss must not take another version 5 for it.
    private static void JumpSchedules(Connection connection)
    {
        var rows = new RowReaders(connection);
        var blob = new RowWriter();
        var update = connection.Prepare("UPDATE schedules SET changes = ?2 WHERE id = ?1");
        string? after = null;
        while (ScheduleReader.List(rows, 100, after) is { Count: > 0 } page)
        {
            foreach (var schedule in page)
            {
                RowCodec.WriteScheduleChanges(blob, schedule with { Version = schedule.Version + VersionJump });
                update.Bind(1, schedule.Id).Bind(2, blob.Written).Run();
            }

            after = page[^1].Id;
        }
    }

    /// <summary>The numbers of the store that is replaced, as far as it can be read: it may be what made the restore necessary.</summary>
    private static Dictionary<int, PartitionHead> Heads(string replaced)
    {
        try
        {
            if (StoreHeader.Read(replaced).Problem is not null)
                return [];
            using var connection = StoreVerifier.Open(replaced);
            return Heads(connection);
        }
        catch (Exception failure) when (failure is SqliteFailure or IOException or UnauthorizedAccessException or OverflowException)
        {
            return [];
        }
    }

    private static Dictionary<int, PartitionHead> Heads(Connection connection) => RowReaders
        .All(connection.Prepare(RowReaders.HeadSql.Replace("partition = ?1", "partition >= 0", StringComparison.Ordinal)), RowReaders.ReadHead)
        .ToDictionary(head => head.Partition);

    // The file first, then its log: a crash in between leaves a log without a file, or nothing, and the draft beside it; both are
    // refused at a start, so that nobody takes a new store for this one.
    private static string KeepAside(string store, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var aside = $"{store}.replaced-{stamp}";
        foreach (var part in new[] { "", "-wal" })
        {
            if (File.Exists(store + part))
                File.Move(store + part, aside + part);
        }

        File.Delete(store + "-shm");
        return aside;
    }

    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        file.Flush(flushToDisk: true);
    }
}
