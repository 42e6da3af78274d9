using System.Buffers;
using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>
/// A JSON text in memory that is used again for the next one, until it is disposed. A thread keeps one of them, so that a small answer
/// costs no buffer and no writer; what was large is not kept.
/// </summary>
internal sealed class JsonScratch : IDisposable
{
    private const int FirstSize = 2048;
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static JsonScratch? _kept;

    private readonly ArrayBufferWriter<byte> _buffer = new(FirstSize);
    private readonly Utf8JsonWriter _writer;

    private JsonScratch() => _writer = new(_buffer, JsonAnswer.Options);

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    public int Length => _buffer.WrittenCount;

    /// <summary>Writes a text; whatever the writing throws comes through.</summary>
    /// <param name="write">Writes it.</param>
    public static JsonScratch Write(Action<Utf8JsonWriter> write)
    {
        var scratch = _kept ?? new JsonScratch();
        _kept = null;
        write(scratch._writer);
        scratch._writer.Flush();
        return scratch;
    }

    /// <summary>Gives it to the thread that is here now, which need not be the one that wrote it.</summary>
    public void Dispose()
    {
        if (_buffer.Capacity > MostKept)
            return;
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _kept = this;
    }
}
