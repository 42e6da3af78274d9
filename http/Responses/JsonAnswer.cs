using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobScheduler.Http.Limits;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Responses;

/// <summary>Sends one JSON document with its length.</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json";

    /// <summary>An answer is never HTML, so that only what JSON itself demands is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write, string contentType = ContentType)
    {
        // Written as a whole before the first byte is sent: a failure on the way is still a clean 500.
        using var text = JsonScratch.Write(write);
        using var held = context.Features.Get<Passage>()?.Answer(text.Length);
        Prepare(context.Response, status, contentType);
        context.Response.ContentLength = text.Length;
        await context.Response.BodyWriter.WriteAsync(text.Bytes);
    }

    /// <summary>The bytes of one document, on one line.</summary>
    public static ReadOnlyMemory<byte> Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>An answer that has no content.</summary>
    public static void PrepareEmpty(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Status and headers that every answer has.</summary>
    public static void Prepare(HttpResponse response, int status, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
    }
}
