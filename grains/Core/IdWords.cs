namespace JobScheduler.Grains.Core;

/// <summary>Numbers, hex texts and ids among the words of a message. A word is a run of letters and digits.</summary>
internal static class IdWords
{
    /// <summary>8-4-4-4-12 hex digits.</summary>
    public const int GuidLength = 36;

    // Shorter ones are words: "added", "facade".
    private const int ShortestHexWithoutDigit = 8;

    /// <summary>Whether a GUID begins here, and ends where its last digit does.</summary>
    public static bool IsGuid(ReadOnlySpan<char> text)
    {
        if (text.Length < GuidLength || (text.Length > GuidLength && char.IsLetterOrDigit(text[GuidLength])))
            return false;
        for (var i = 0; i < GuidLength; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return true;
    }

    /// <summary>Length of the word that begins here.</summary>
    public static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 1;
        while (length < text.Length && char.IsLetterOrDigit(text[length]))
            length++;
        return length;
    }

    /// <summary>Writes a word: as it is, as a mark, or with a mark for the number that it begins or ends with (<c>100ms</c>, <c>page17</c>).</summary>
    public static void Write(ReadOnlySpan<char> word, MarkedText text)
    {
        var first = IndexOfDigit(word);
        if (first < 0)
        {
            if (word.Length >= ShortestHexWithoutDigit && IsHex(word))
                text.Mark();
            else
                text.Append(word);
            return;
        }

        var after = first;
        while (after < word.Length && char.IsDigit(word[after]))
            after++;
        var isOne = (first == 0 || after == word.Length) && IndexOfDigit(word[after..]) < 0;
        if (!isOne || IsHex(word) || word[after..] is "Z")
        {
            text.Mark();
            return;
        }

        text.Append(word[..first]);
        text.Mark();
        text.Append(word[after..]);
    }

    private static int IndexOfDigit(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (char.IsDigit(word[i]))
                return i;
        }

        return -1;
    }

    private static bool IsHex(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return true;
    }
}
