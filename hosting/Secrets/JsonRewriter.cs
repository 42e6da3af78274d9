using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobScheduler.Hosting.Secrets;

/// <summary>Changes texts inside JSON and leaves every other byte as it was written.</summary>
internal static class JsonRewriter
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 128 };

    /// <summary>Changes string values.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="change">Gets each text and answers what it shall be.</param>
    public static ReadOnlyMemory<byte> Strings(ReadOnlyMemory<byte> json, Func<string, string> change) =>
        Rewrite(json, static type => type is JsonTokenType.String, change);

    /// <summary>Changes string values, names, and numbers, which become strings.</summary>
    /// <inheritdoc cref="Strings"/>
    public static ReadOnlyMemory<byte> Everything(ReadOnlyMemory<byte> json, Func<string, string> change) =>
        Rewrite(json, static type => type is JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number, change);

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> json, Func<JsonTokenType, bool> concerns, Func<string, string> change)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 256);
        var reader = new Utf8JsonReader(json.Span, Reading);
        var copied = 0;
        while (reader.Read())
        {
            if (!concerns(reader.TokenType))
                continue;
            var isNumber = reader.TokenType == JsonTokenType.Number;
            var text = isNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
            var changed = change(text);
            if (changed == text)
                continue;
            var start = (int)reader.TokenStartIndex;
            output.Write(json.Span[copied..start]);
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(changed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            output.Write("\""u8);
            copied = start + reader.ValueSpan.Length + (isNumber ? 0 : 2);
        }

        if (copied == 0)
            return json;
        output.Write(json.Span[copied..]);
        return output.WrittenMemory;
    }
}
