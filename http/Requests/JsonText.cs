using System.Text.Json;
using System.Text.Unicode;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a body as JSON, more strictly than the reader of the framework.</summary>
internal static class JsonText
{
    /// <summary>How deep a body may nest.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// The document, or null when it cannot be read. Every string of a document that is returned can be read, and no object in it,
    /// nor in a payload, has two members of one name unless <paramref name="errors"/> says so.
    /// </summary>
    /// <param name="utf8">The body; it must outlive the document.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, RequestErrors errors)
    {
        if (utf8.IsEmpty)
        {
            errors.Malformed(RequestErrors.Body, "is required");
            return null;
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            errors.Malformed(RequestErrors.Body, "is not valid UTF-8");
            return null;
        }

        try
        {
            return new JsonScan(errors).Run(utf8.Span) ? JsonDocument.Parse(utf8, new() { MaxDepth = MaxDepth }) : null;
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            errors.Malformed(RequestErrors.Body, $"is not valid JSON: {place}");
            return null;
        }
    }
}
