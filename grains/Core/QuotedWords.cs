namespace JobScheduler.Grains.Core;

/// <summary>Texts in quotes within a message.</summary>
internal struct QuotedWords(string message)
{
    private const string Opening = "\"'`\u201c\u2018\u00ab";
    private const string Closing = "\"'`\u201d\u2019\u00bb";

    // Kinds of which no closing quote follows any more, by bit: each is looked for in vain once.
    private int _unclosed;

    /// <summary>Length of a quoted text that begins at a place, quotes included; 0: none does.</summary>
    public int LengthAt(int at)
    {
        var kind = Opening.IndexOf(message[at], StringComparison.Ordinal);
        if (kind < 0 || (_unclosed & (1 << kind)) != 0)
            return 0;
        for (var end = message.IndexOf(Closing[kind], at + 1); end >= 0; end = message.IndexOf(Closing[kind], end + 1))
        {
            // An apostrophe inside a word closes nothing.
            if (end + 1 == message.Length || !char.IsLetterOrDigit(message[end + 1]))
                return end + 1 - at;
        }

        _unclosed |= 1 << kind;
        return 0;
    }
}
