using System.Text;
using System.Text.Unicode;

namespace JobScheduler.Grains.Storage;

/// <summary>
/// Gives one string for texts that are the same in row after row: job types, queues, nodes. It remembers few, and forgets one when
/// another takes its place. Not thread-safe.
/// </summary>
public sealed class RowTexts
{
    private const int Slots = 256;
    private const int LongestText = 64;
    private readonly string?[] _texts = new string?[Slots];

    /// <summary>The text, a new string or one it gave before.</summary>
    /// <param name="utf8">The text's bytes.</param>
    internal string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestText)
            return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _texts[SlotOf(utf8)];
        return slot is { } known && Is(known, utf8) ? known : slot = Encoding.UTF8.GetString(utf8);
    }

    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = (uint)utf8.Length;
        foreach (var each in utf8)
            hash = (hash * 31) + each;
        return (int)((hash ^ (hash >> 8)) % Slots);
    }

    private static bool Is(string known, ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[LongestText];
        Utf8.ToUtf16(utf8, text, out _, out var length);
        return known.AsSpan().SequenceEqual(text[..length]);
    }
}
