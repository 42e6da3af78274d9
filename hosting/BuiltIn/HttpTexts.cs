using System.Text;
using System.Text.Json;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Tells text from bytes.</summary>
internal static class HttpTexts
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes as text; null if they are none: not of their encoding, or with control characters other than white space.</summary>
    /// <param name="bytes">A body.</param>
    /// <param name="charset">As declared, or null: UTF-8.</param>
    /// <param name="isCut">The last character may be a part of one.</param>
    public static string? Decode(ReadOnlySpan<byte> bytes, string? charset, bool isCut)
    {
        var encoding = EncodingOf(charset);
        if (encoding == Strict)
            bytes = WithoutMark(isCut ? WithoutPart(bytes) : bytes);
        try
        {
            var text = encoding.GetString(bytes);
            return text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Whether the bytes are one JSON value whose texts are all valid.</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes, int maxDepth)
    {
        var reader = new Utf8JsonReader(WithoutMark(bytes), new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Without a byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;

    private static ReadOnlySpan<byte> WithoutPart(ReadOnlySpan<byte> bytes)
    {
        // At most three bytes can belong to a character that was cut.
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var lead = bytes[^length];
            if (lead < 0x80)
                return bytes;
            if (lead >= 0xC0)
                return (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) > length ? bytes[..^length] : bytes;
        }

        return bytes;
    }

    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            var name = charset?.Trim('"', ' ');
            return string.IsNullOrEmpty(name) || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                ? Strict
                : Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return Strict;
        }
    }
}
