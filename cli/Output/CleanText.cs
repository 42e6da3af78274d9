using System.Globalization;
using System.Text;

namespace JobScheduler.Cli.Output;

/// <summary>
/// Makes a text of others fit for a terminal: a handler's message may hold anything, also the sequences that move the cursor, rename
/// the window or turn text around.
/// </summary>
internal static class CleanText
{
    /// <summary>On one line: white space as blanks, what controls terminals or direction as a replacement character.</summary>
    public static string Of(string text) => text.Any(IsUnfit) ? Replaced(text) : text;

    /// <summary>At most so many cells, the last of them an ellipsis if something is left out.</summary>
    public static string Cut(string text, int width)
    {
        if (Piece.WidthOf(text) <= width)
            return text;
        var cut = new StringBuilder();
        var left = width - 1;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if ((left -= Piece.WidthOf(element)) < 0)
                break;
            cut.Append(element);
        }

        return width > 0 ? cut.Append('…').ToString() : "";
    }

    private static string Replaced(string text) =>
        string.Concat(text.Select(c => char.IsWhiteSpace(c) ? ' ' : IsUnfit(c) ? '\uFFFD' : c));

    private static bool IsUnfit(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
