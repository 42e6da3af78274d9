using System.Buffers;

namespace JobScheduler.Grains.Core;

/// <summary>Paths and URLs in messages.</summary>
internal static class PathWords
{
    // What is longer is no name of anything, and looking at each word is to stay cheap.
    private const int Longest = 1_000;
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\f\v\u00a0\"'`<>|,;()[]{}\u201c\u201d\u2018\u2019\u00ab\u00bb");
    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\");
    private static readonly SearchValues<char> Scheme = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Length of the path that begins here; 0: none does.</summary>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, Longest)];
        var end = text.IndexOfAny(Ends);
        var word = (end < 0 ? text : text[..end]).TrimEnd(".:!?");
        var separator = word.IndexOfAny(Separators);
        return separator >= 0 && HasName(word) && (IsRooted(word, separator) || IsRelative(word, separator)) ? word.Length : 0;
    }

    /// <summary><c>/a</c>, <c>\\a</c>, <c>./a</c>, <c>../a</c>, <c>~/a</c>, <c>C:\a</c>, <c>file:/a</c>, <c>https://a</c>.</summary>
    private static bool IsRooted(ReadOnlySpan<char> word, int separator) =>
        word[..separator] is "" or "." or ".." or "~"
        || (word[separator - 1] == ':' && char.IsAsciiLetter(word[0]) && !word[..(separator - 1)].ContainsAnyExcept(Scheme));

    /// <summary><c>a/b/c</c>, <c>a/b.txt</c>; but neither <c>and/or</c> nor <c>key=/a</c>, whose path begins behind the sign.</summary>
    private static bool IsRelative(ReadOnlySpan<char> word, int separator)
    {
        if (word[..separator].ContainsAny(':', '='))
            return false;
        var last = word.LastIndexOfAny(Separators);
        var dot = word.LastIndexOf('.');
        return last > separator + 1 || (dot > last + 1 && dot + 1 < word.Length && char.IsAsciiLetter(word[dot + 1]));
    }

    private static bool HasName(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (char.IsLetterOrDigit(c))
                return true;
        }

        return false;
    }
}
