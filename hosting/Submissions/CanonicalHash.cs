using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace JobScheduler.Hosting.Submissions;

/// <summary>The hash of what is written as canonical JSON: how requests and definitions are found equal. Stored, so it never changes.</summary>
internal static class CanonicalHash
{
    // 128 bits: two different requests of one key meet by chance once in 10^38.
    private const int Bytes = 16;

    /// <summary>32 hex digits.</summary>
    /// <param name="value">What is hashed.</param>
    /// <param name="write">Writes all of it that counts, in a fixed order.</param>
    public static string Compute<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            write(writer, value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }

    public static void WriteNumber(Utf8JsonWriter writer, long? value)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }
}
