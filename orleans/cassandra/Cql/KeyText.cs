using System.Text;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>Names as parts of a key of Cassandra. Two names that differ never become one key.</summary>
internal static class KeyText
{
    /// <summary>Cassandra refuses keys over 65,535 bytes; what the other columns and the encoding of a key need is left free.</summary>
    public const int MaxBytes = 65_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The bytes of the id are not UTF-8, so that no text stands for them alone.</exception>
    public static string Of(IdSpan id, string what)
    {
        try
        {
            return Strict.GetString(id.AsSpan());
        }
        catch (DecoderFallbackException e)
        {
            throw new ArgumentException($"The {what} '{id}' is not valid UTF-8; these providers store ids as text.", what, e);
        }
    }

    /// <exception cref="ArgumentException">The parts are together longer than <see cref="MaxBytes"/>, or have half a surrogate pair.</exception>
    public static void Check(string what, params ReadOnlySpan<string> parts)
    {
        var bytes = 0;
        foreach (var part in parts)
            bytes += Bytes(what, part);
        if (bytes > MaxBytes)
            throw new ArgumentException($"The {what} is {bytes} bytes long as UTF-8; a key of Cassandra has room for {MaxBytes}.", what);
    }

    private static int Bytes(string what, string part)
    {
        try
        {
            return Strict.GetByteCount(part);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The {what} has half a surrogate pair at {e.Index}; it cannot be stored as text.", what, e);
        }
    }
}
