using System.Text;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Bounds for texts that come from handlers and are stored.</summary>
internal static class Texts
{
    /// <summary>An error's detail: 16 KiB.</summary>
    public const int MaxDetailBytes = 16 * 1024;

    /// <summary>An error's message: 4 KiB.</summary>
    public const int MaxMessageBytes = 4 * 1024;

    /// <summary>The name of an exception's type, which for nested generics has no bound of its own: 1 KiB.</summary>
    public const int MaxExceptionNameBytes = 1024;

    /// <summary>An error code of a handler's own.</summary>
    public const int MaxCodeLength = 128;

    /// <summary>The text, valid Unicode, at most so many bytes of UTF-8; what is cut off is marked with an ellipsis.</summary>
    public static string Cut(string text, int maxBytes)
    {
        // Three bytes of UTF-8 per UTF-16 unit is the most there can be.
        if (text.Length <= maxBytes / 3 && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return text;
        const char ellipsis = '…';
        var room = maxBytes - Encoding.UTF8.GetByteCount([ellipsis]);
        var builder = new StringBuilder(Math.Min(text.Length, maxBytes));
        int bytes = 0, kept = 0;
        // Half surrogates come out of EnumerateRunes as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                return builder.Remove(kept, builder.Length - kept).Append(ellipsis).ToString();
            builder.Append(rune.ToString());
            if (bytes <= room)
                kept = builder.Length;
        }

        return builder.ToString();
    }
}
