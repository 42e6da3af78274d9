using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Writes results as JSON without ever holding much more than the limit in memory.</summary>
internal static class ResultWriter
{
    // A job is shown as a document around its result; its readers stop at 64 levels.
    private const int MaxDepth = 63;

    /// <summary>The result as JSON, or null if it is over the limit.</summary>
    /// <exception cref="Exception">It cannot be written: whatever a converter or property throws.</exception>
    public static RawJson? Write(object result, JobTypeEntry entry, int maxBytes)
    {
        var buffer = new BoundedBuffer(maxBytes);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
            {
                MaxDepth = MaxDepth,
                Encoder = entry.Json.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
            JsonSerializer.Serialize(writer, result, entry.ResultType ?? result.GetType(), entry.Json);
            writer.Flush();
        }
        catch (LimitReachedException)
        {
            return null;
        }

        return RawJson.FromTrusted(buffer.ToArray());
    }

    private sealed class BoundedBuffer(int maxBytes) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _inner = new();

        public void Advance(int count)
        {
            _inner.Advance(count);
            if (_inner.WrittenCount > maxBytes)
                throw new LimitReachedException();
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

        public byte[] ToArray() => _inner.WrittenSpan.ToArray();
    }

    private sealed class LimitReachedException : Exception;
}
