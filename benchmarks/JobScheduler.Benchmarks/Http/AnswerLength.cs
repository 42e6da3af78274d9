using System.Buffers.Text;

namespace JobScheduler.Benchmarks.Http;

/// <summary>Where an HTTP/1.1 answer ends.</summary>
internal static class AnswerLength
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> LengthHeader => "\r\nContent-Length: "u8;

    private static ReadOnlySpan<byte> ChunkedHeader => "\r\nTransfer-Encoding: chunked"u8;

    private static ReadOnlySpan<byte> LastChunk => "\r\n0\r\n\r\n"u8;

    /// <summary>Length of the whole answer that begins here; -1: not known yet.</summary>
    /// <exception cref="BenchmarkException">It says neither its length nor that it comes in chunks, as Kestrel writes them.</exception>
    public static int Find(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(EndOfHead);
        if (head < 0)
            return -1;
        if (answer[..head].IndexOf(LengthHeader) is var at and >= 0 && Utf8Parser.TryParse(answer[(at + LengthHeader.Length)..], out int length, out _))
            return head + EndOfHead.Length + length;
        if (answer[..head].IndexOf(ChunkedHeader) < 0)
            throw new BenchmarkException("An answer has no length.");

        // The last chunk of a body that has others; only one answer is under way, so nothing follows it.
        return answer.EndsWith(LastChunk) ? answer.Length : -1;
    }
}
