using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace JobScheduler.Http.Serving;

/// <summary>A file's bytes as they are sent.</summary>
/// <param name="Encoding">Its Content-Encoding; null: as it is.</param>
/// <param name="Bytes">What is sent.</param>
internal sealed record PageCopy(string? Encoding, byte[] Bytes)
{
    // The best ratio that still takes a large script well under a second.
    private const int BrotliQuality = 9;

    /// <summary>Its entity tag, strong: other bytes have another.</summary>
    public string ETag { get; } = TagOf(Bytes);

    public static PageCopy Brotli(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, new BrotliCompressionOptions { Quality = BrotliQuality }))
            stream.Write(content);
        return new("br", packed.ToArray());
    }

    public static PageCopy Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.SmallestSize))
            stream.Write(content);
        return new("gzip", packed.ToArray());
    }

    /// <summary>The entity tag of bytes.</summary>
    public static string TagOf(ReadOnlySpan<byte> bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");
}
