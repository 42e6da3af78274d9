namespace JobScheduler.Cli.Input;

/// <summary>Finds what was probably meant.</summary>
internal static class Nearest
{
    /// <summary>The word that a few changes of letters lead to; null: none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> words)
    {
        var near = words.Select(word => (Word: word, Distance: Distance(typed, word))).Where(each => each.Distance <= 1 + typed.Length / 5).ToList();
        return near.Count == 0 ? null : near.MinBy(each => each.Distance).Word;
    }

    /// <summary>Letters to insert, remove or replace (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
