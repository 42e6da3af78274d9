namespace JobScheduler.Grains.Core;

/// <summary>Messages of failures without what differs from one failure to the next.</summary>
public static class FailureMessage
{
    /// <summary>What stands for a variable part.</summary>
    public const char Mark = '#';

    /// <summary>
    /// The message with a mark for each number, hex text, GUID, id, time, path or URL and each text in quotes; neighbours that only
    /// punctuation joins, as in times and lists of numbers, become one mark. Blanks are one blank. Cultures do not matter.
    /// </summary>
    /// <param name="message">Any text; the work is about its length.</param>
    public static string WithoutVariableParts(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = new MarkedText(message.Length);
        var quoted = new QuotedWords(message);
        for (var at = 0; at < message.Length;)
        {
            var rest = message.AsSpan(at);
            var variable = at == 0 || !char.IsLetterOrDigit(message[at - 1]) ? VariableLength(rest, ref quoted, at) : 0;
            if (variable > 0)
                text.Mark();
            else
                variable = Write(rest, text);
            at += variable;
        }

        return text.ToString();
    }

    /// <summary>Length of what begins here and is variable as a whole; 0: nothing is.</summary>
    private static int VariableLength(ReadOnlySpan<char> rest, ref QuotedWords quoted, int at)
    {
        if (quoted.LengthAt(at) is > 0 and var length)
            return length;
        if (PathWords.LengthOf(rest) is > 0 and var path)
            return path;
        return IdWords.IsGuid(rest) ? IdWords.GuidLength : 0;
    }

    /// <summary>Writes a blank, a word or a sign, and says how long it is.</summary>
    private static int Write(ReadOnlySpan<char> rest, MarkedText text)
    {
        if (char.IsLetterOrDigit(rest[0]))
        {
            var length = IdWords.WordLength(rest);
            IdWords.Write(rest[..length], text);
            return length;
        }

        if (char.IsWhiteSpace(rest[0]))
            text.Blank();
        else
            text.Append(rest[0]);
        return 1;
    }
}
