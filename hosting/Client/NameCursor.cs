using System.Text;

namespace JobScheduler.Hosting.Client;

/// <summary>Cursors of lists that are in order of a name: the last name shown, behind the list's own mark.</summary>
internal static class NameCursor
{
    /// <summary>The cursor behind a name.</summary>
    /// <param name="mark">The list, for example <c>queues:</c>.</param>
    /// <param name="name">The last name shown.</param>
    public static string Write(string mark, string name) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(mark + name)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The name in a cursor.</summary>
    /// <exception cref="MalformedRequestException">It is not one of this list.</exception>
    public static string Read(string mark, string cursor)
    {
        try
        {
            var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(padded));
            if (text.StartsWith(mark, StringComparison.Ordinal))
                return text[mark.Length..];
        }
        catch (FormatException)
        {
            // falls through to the refusal
        }

        throw Wrong();
    }

    /// <summary>The refusal of a cursor that is not one of the list.</summary>
    public static MalformedRequestException Wrong() => new(new Dictionary<string, string[]> { ["cursor"] = ["is not a cursor of this list"] });
}
