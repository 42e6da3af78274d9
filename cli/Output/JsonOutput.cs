using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobScheduler.Cli.Output;

/// <summary>Writes JSON; numbers keep their spelling.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Wide = Compact with { Indented = true };

    public static string Indented(JsonElement json) => Encoding.UTF8.GetString(Write(json.WriteTo, Wide).Span);

    public static string OnOneLine(JsonElement json) => Encoding.UTF8.GetString(Write(json.WriteTo, Compact).Span);

    /// <summary>A document of jobctl's own.</summary>
    public static ReadOnlyMemory<byte> Build(Action<Utf8JsonWriter> write) => Write(write, Compact);

    /// <summary>A list in the API's shape from the pages of one.</summary>
    public static ReadOnlyMemory<byte> Joined(IEnumerable<ReadOnlyMemory<byte>> items, string? nextCursor) => Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var item in items)
            writer.WriteRawValue(item.Span, skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteString("next_cursor", nextCursor);
        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options))
            write(writer);
        return buffer.WrittenMemory;
    }
}
