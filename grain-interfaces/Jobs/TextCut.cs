namespace JobScheduler;

/// <summary>Cuts texts that people read.</summary>
internal static class TextCut
{
    /// <summary>The text, or its beginning: at most so many UTF-16 units, and a surrogate pair stays whole or is left out.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">UTF-16 units, from 1.</param>
    public static string AtMost(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;
        return text[..(char.IsSurrogatePair(text[maxLength - 1], text[maxLength]) ? maxLength - 1 : maxLength)];
    }
}
