using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobScheduler.Hosting.Secrets;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// What came back. The body is kept up to the job's limit and cut there: the other side has done its work, so a long answer must not
/// fail the job. <c>body</c> is JSON as it was sent if it is JSON, else text; what is neither is in <c>body_base64</c>. Secrets of the
/// request that come back in it are taken out of all of it.
/// </summary>
internal sealed class HttpAnswer
{
    private const int ExcerptLength = 2048;

    // Of the result's levels one is its own and one more belongs to the job it is shown in.
    private const int MaxJsonDepth = 61;
    private readonly HttpResponseMessage _response;
    private readonly SecretRedaction _redaction;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly bool _isCut;
    private readonly bool _isJson;

    /// <param name="response">Its headers.</param>
    /// <param name="read">As much of the body as may be kept, and enough more to find a secret that begins in it and ends behind it.</param>
    /// <param name="maxBytes">How much is kept.</param>
    /// <param name="redaction">Takes the secrets out, before anything is cut.</param>
    private HttpAnswer(HttpResponseMessage response, ReadOnlyMemory<byte> read, int maxBytes, SecretRedaction redaction)
    {
        (_response, _redaction, _isCut) = (response, redaction, read.Length > maxBytes);
        var charset = response.Content.Headers.ContentType?.CharSet;
        _isJson = !_isCut && IsJson(read.Span, HttpTexts.Decode(read.Span, charset, isCut: false));
        _body = _isJson ? redaction.Json(WithoutMark(read)) : _isCut ? Cut(redaction.Bytes(read), maxBytes) : redaction.Bytes(read);
        Text = _isJson || redaction.IsEmpty
            ? HttpTexts.Decode(_body.Span, charset, _isCut)
            : HttpTexts.Decode(read.Span, charset, _isCut) is { } text ? Cut(redaction.Text(text), maxBytes) : null;
    }

    private string? Text { get; }

    /// <summary>The beginning of a body that is text; null if there is none.</summary>
    public string? Excerpt => string.IsNullOrWhiteSpace(Text) ? null : TextCut.AtMost(Text, ExcerptLength);

    /// <summary>Reads the body up to the limit.</summary>
    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, int maxBytes, SecretRedaction redaction, CancellationToken cancellationToken)
    {
        // One byte more than the limit tells a body of just that size from a longer one.
        var wanted = maxBytes + 1 + redaction.LongestBytes;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (buffer.WrittenCount < wanted)
        {
            var room = Math.Min(wanted - buffer.WrittenCount, 16 * 1024);
            var read = await stream.ReadAsync(buffer.GetMemory(room)[..room], cancellationToken);
            if (read == 0)
                break;
            buffer.Advance(read);
        }

        return new(response, buffer.WrittenMemory, maxBytes, redaction);
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
            writer.WriteString(_redaction.Text(name.ToLowerInvariant()), _redaction.Text(string.Join(", ", values)));
        writer.WriteEndObject();
    }

    private void WriteBody(Utf8JsonWriter writer)
    {
        if (_isJson)
        {
            writer.WritePropertyName("body");
            writer.WriteRawValue(_body.Span, skipInputValidation: true);
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

    /// <summary>Declared as JSON, or not declared at all and an object or array.</summary>
    private bool IsJson(ReadOnlySpan<byte> body, string? text)
    {
        if (text is null)
            return false;
        var type = _response.Content.Headers.ContentType?.MediaType;
        var declared = type is not null && (type.EndsWith("/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
        return (declared || (type is null && text.TrimStart() is ['{' or '[', ..])) && HttpTexts.IsJson(body, MaxJsonDepth);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) => bytes[^HttpTexts.WithoutMark(bytes.Span).Length..];

    private string? Cut(string text, int maxBytes) =>
        _isCut ? HttpTexts.Decode(Cut(Encoding.UTF8.GetBytes(text).AsMemory(), maxBytes).Span, null, isCut: true) : text;

    private static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> bytes, int maxBytes) => bytes.Length > maxBytes ? bytes[..maxBytes] : bytes;
}
