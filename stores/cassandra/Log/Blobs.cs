using System.Globalization;
using System.Text;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>Columns that hold bytes.</summary>
internal static class Blobs
{
    public static RawJson? Json(byte[]? utf8) => utf8 is null ? null : RawJson.FromTrusted(utf8);

    /// <summary>A text as a value to bind; none is left unset, which writes no tombstone.</summary>
    public static object Blob(this RawJson? text) => text is null ? Unset.Value : text.Utf8.ToArray();

    /// <summary>A line's row: watermark, and the holder of a key.</summary>
    public static byte[] Of(LineRecord line) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{line.Watermark.At},{line.Watermark.Order}{(line.Holder is { } holder ? "," + holder : "")}"));

    public static LineRecord Line(LineId line, byte[] value)
    {
        var parts = Encoding.UTF8.GetString(value).Split(',', 3);
        return new(line, new(Number(parts[0]), Number(parts[1])), parts.Length > 2 ? parts[2] : null);
    }

    /// <summary>Where a send row goes, and the schedule it is about.</summary>
    public static byte[] Of(SendRecord send) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{send.Target}{(send.ScheduleId is { } schedule ? "," + schedule : "")}"));

    public static (int Target, string? ScheduleId) Send(byte[] value)
    {
        var parts = Encoding.UTF8.GetString(value).Split(',', 2);
        return ((int)Number(parts[0]), parts.Length > 1 ? parts[1] : null);
    }

    public static byte[] Of(QueueRecord queue)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(queue.Paused);
            writer.Write(queue.At);
            writer.Write(queue.Version);
            Write(writer, queue.Note);
            Write(writer, queue.By);
        }

        return stream.ToArray();
    }

    public static QueueRecord Queue(string name, byte[] value)
    {
        using var reader = new BinaryReader(new MemoryStream(value));
        var (paused, at, version) = (reader.ReadBoolean(), reader.ReadInt64(), reader.ReadInt64());
        return new(name, paused, ReadText(reader), ReadText(reader), at, version);
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
