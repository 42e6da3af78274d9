using System.Globalization;
using System.Text.RegularExpressions;

namespace JobScheduler.Hosting.Backups;

/// <summary>The folder of backups. Only files that are named as ours are seen, and no name comes from a request.</summary>
internal sealed partial class BackupFolder(string path)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const string Partial = ".partial";

    /// <summary>An id for a backup that begins now.</summary>
    public static string NewId(DateTimeOffset now, ushort chance) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{chance:x4}");

    public static bool IsId(string text) => IdPattern().IsMatch(text) && BegunAt(text) is not null;

    /// <summary>The time in an id; null if it has none.</summary>
    public static DateTimeOffset? BegunAt(string id) => DateTimeOffset.TryParseExact(
        id.AsSpan(0, Math.Max(id.IndexOf('-', StringComparison.Ordinal), 0)), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at : null;

    public string FileOf(string id) => Path.Combine(path, $"backup-{id}.db");

    /// <summary>A completed backup, or null.</summary>
    public BackupSnapshot? Find(string id)
    {
        if (!IsId(id) || new FileInfo(FileOf(id)) is not { Exists: true } file)
            return null;
        return new()
        {
            Id = id,
            State = BackupState.Completed,
            StartedAt = BegunAt(id)!.Value,
            FinishedAt = new DateTimeOffset(file.LastWriteTimeUtc),
            Bytes = file.Length,
            TotalBytes = file.Length,
            File = file.FullName,
        };
    }

    /// <summary>Ids of completed backups, newest first.</summary>
    public IReadOnlyList<string> Ids() => !Directory.Exists(path)
        ? []
        : [.. Directory.EnumerateFiles(path, "backup-*.db").Select(IdOf).OfType<string>().OrderDescending(StringComparer.Ordinal)];

    /// <summary>Deletes the oldest backups; what cannot be deleted is left.</summary>
    public void KeepNewest(int count)
    {
        foreach (var id in Ids().Skip(count))
            Delete(FileOf(id));
    }

    /// <summary>Deletes what backups that were cut short left behind.</summary>
    public void RemovePartial()
    {
        if (!Directory.Exists(path))
            return;
        foreach (var file in Directory.EnumerateFiles(path, "backup-*.db" + Partial).Where(file => IdOf(file[..^Partial.Length]) is not null))
            Delete(file);
    }

    private static string? IdOf(string file)
    {
        const string prefix = "backup-";
        var name = Path.GetFileName(file);
        return name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".db", StringComparison.Ordinal) && IsId(name[prefix.Length..^3])
            ? name[prefix.Length..^3]
            : null;
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again after the next backup.
        }
    }

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{9}Z-[0-9a-f]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
