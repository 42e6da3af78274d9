using Microsoft.Extensions.Configuration;

namespace JobScheduler.Hosting.Registration;

/// <summary>Finds unknown keys and unreadable values in what was configured below <c>JobScheduler:</c>.</summary>
internal static class SettingsCheck
{
    /// <summary>The problems, one sentence each; none if all is well.</summary>
    /// <param name="root">The configuration section.</param>
    /// <param name="known">All known settings.</param>
    public static IReadOnlyList<string> Problems(IConfigurationSection root, IReadOnlyList<Setting> known)
    {
        var problems = new List<string>();
        foreach (var (key, value) in root.AsEnumerable(makePathsRelative: true).OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var setting = known.FirstOrDefault(s => s.Has(key));
            if (setting is null && (!IsSection(key, known) || !string.IsNullOrEmpty(value)) && !HasChildren(root, key))
                problems.Add($"{root.Path}:{key} is no setting.{Suggest(root.Path, key, known)}");
            else if (setting is not null && value is not null && !setting.CanRead(value))
                problems.Add($"{root.Path}:{setting.NameLike(key)} must be {setting.Shape}; {(setting.IsSecret ? "its value" : $"'{value}'")} is not.");
        }

        return problems;
    }

    private static bool IsSection(string key, IReadOnlyList<Setting> known) =>
        key.Length == 0 || known.Any(s => s.LiesIn(key));

    // The children of an unknown section are named themselves.
    private static bool HasChildren(IConfigurationSection root, string key) => root.GetSection(key).GetChildren().Any();

    private static string Suggest(string root, string key, IReadOnlyList<Setting> known)
    {
        var nearest = known.FirstOrDefault(s => s.LiesIn(key))
            ?? known.FirstOrDefault(s => s.NameLike(key).StartsWith(key, StringComparison.OrdinalIgnoreCase))
            ?? known.MinBy(s => Distance(s.NameLike(key).ToUpperInvariant(), key.ToUpperInvariant()));
        return nearest is null ? "" : $" Is {root}:{nearest.NameLike(key)} meant?";
    }

    /// <summary>Levenshtein's: how many letters must be changed, added or left out.</summary>
    /// <remarks>https://en.wikipedia.org/wiki/Levenshtein_distance#Iterative_with_two_matrix_rows</remarks>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[^1];
    }
}
