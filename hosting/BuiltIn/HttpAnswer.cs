using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// What came back. The body is kept up to the job's limit and cut there: the other side has done its work, so a long answer must not
/// fail the job. <c>body</c> is JSON as it was sent if it is JSON, else text; what is neither is in <c>body_base64</c>.
/// </summary>
internal sealed class HttpAnswer
{
    private const int ExcerptLength = 2048;

    // Of the result's levels one is its own and one more belongs to the job it is shown in.
    private const int MaxJsonDepth = 61;
    private readonly HttpResponseMessage _response;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly bool _isCut;

    private HttpAnswer(HttpResponseMessage response, ReadOnlyMemory<byte> body, bool isCut)
    {
        (_response, _body, _isCut) = (response, body, isCut);
        Text = HttpTexts.Decode(body.Span, response.Content.Headers.ContentType?.CharSet, isCut);
    }

    private string? Text { get; }

    /// <summary>The beginning of a body that is text; null if there is none.</summary>
    public string? Excerpt => string.IsNullOrWhiteSpace(Text) ? null : TextCut.AtMost(Text, ExcerptLength);

    /// <summary>Reads the body up to the limit.</summary>
    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (buffer.WrittenCount <= maxBytes)
        {
            // One byte more than the limit tells a body of just that size from a longer one.
            var room = Math.Min(maxBytes + 1 - buffer.WrittenCount, 16 * 1024);
            var read = await stream.ReadAsync(buffer.GetMemory(room)[..room], cancellationToken);
            if (read == 0)
                return new(response, buffer.WrittenMemory, isCut: false);
            buffer.Advance(read);
        }

        return new(response, buffer.WrittenMemory[..maxBytes], isCut: true);
    }

    /// <summary>The job's result: <c>{status, headers, body}</c>, header names in lower case.</summary>
    public RawJson ToResult()
    {
        var buffer = new ArrayBufferWriter<byte>(_body.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", (int)_response.StatusCode);
            WriteHeaders(writer);
            WriteBody(writer);
            if (_isCut)
                writer.WriteBoolean("body_truncated", true);
            writer.WriteEndObject();
        }

        return RawJson.FromTrusted(buffer.WrittenSpan.ToArray());
    }

    private void WriteHeaders(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("headers");
        foreach (var (name, values) in _response.Headers.NonValidated.Concat(_response.Content.Headers.NonValidated))
            writer.WriteString(name.ToLowerInvariant(), string.Join(", ", values));
        writer.WriteEndObject();
    }

    private void WriteBody(Utf8JsonWriter writer)
    {
        if (IsJson())
        {
            writer.WritePropertyName("body");
            writer.WriteRawValue(HttpTexts.WithoutMark(_body.Span), skipInputValidation: true);
        }
        else if (Text is not null)
        {
            writer.WriteString("body", Text);
        }
        else
        {
            writer.WriteNull("body");
            writer.WriteBase64String("body_base64", _body.Span);
        }
    }

    /// <summary>Declared as JSON, or not declared at all and an object or array, and complete.</summary>
    private bool IsJson()
    {
        if (_isCut || Text is null)
            return false;
        var type = _response.Content.Headers.ContentType?.MediaType;
        var declared = type is not null && (type.EndsWith("/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
        return (declared || (type is null && Text.TrimStart() is ['{' or '[', ..])) && HttpTexts.IsJson(_body.Span, MaxJsonDepth);
    }
}
