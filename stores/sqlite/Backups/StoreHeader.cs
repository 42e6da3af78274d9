using System.Buffers.Binary;

namespace JobScheduler.Stores.Sqlite.Backups;

/// <summary>
/// The first bytes of a file, read without SQLite, so that a foreign file is not even opened by it:
/// https://www.sqlite.org/fileformat2.html#the_database_header
/// </summary>
/// <param name="Problem">Why it cannot be a store of ours, as the end of a sentence that begins with its name; null if it can.</param>
/// <param name="Version">Its schema's version, as far as the file itself says.</param>
/// <param name="UsesLog">It may have a log beside it.</param>
internal sealed record StoreHeader(string? Problem, int Version, bool UsesLog)
{
    private const int HeaderBytes = 100;

    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoreHeader Read(string path)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        long length;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
        {
            length = file.Length;
            if (length == 0)
                return new("is empty (0 bytes): it was truncated, or is not a store. Restore it, or delete it to start anew.", 0, false);
            if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.StartsWith("SQLite format 3\0"u8))
                return new("is not a SQLite database. Name another file.", 0, false);
        }

        if (BinaryPrimitives.ReadInt32BigEndian(header[68..]) != Schema.ApplicationId)
            return new("is a SQLite database of another program. Name another file.", 0, false);
        var version = BinaryPrimitives.ReadInt32BigEndian(header[60..]);

        // With a log the file may rightly be shorter: the rest is in the log.
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var size && size == 1 ? 65536L : size;
        var truncated = !HasLog(path) && length < pageSize * BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        return new(truncated ? "is damaged: it was truncated. Restore a backup; the file was not changed." : null, version, header[18] == 2);
    }

    public static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    /// <summary>What is said of a file that a newer program made.</summary>
    public static string Newer(long version, int newest) =>
        $"has schema version {version}; this program knows versions up to {newest}. Use the newer program, or restore a backup made by this one.";
}
