using System.Text.RegularExpressions;

namespace JobScheduler.Hosting.Secrets;

/// <summary>Texts with <c>${secret:NAME}</c> in them. <c>$${secret:</c> stands for the text <c>${secret:</c> itself.</summary>
internal static partial class SecretTemplate
{
    /// <summary>What a text says instead of a secret's value.</summary>
    public static string PlaceholderOf(string name) => $"${{secret:{name}}}";

    /// <summary>Whether there is anything to replace, secrets or escapes.</summary>
    public static bool IsOne(string text) => text.Contains("${secret:", StringComparison.Ordinal);

    /// <summary>Whether a text has a placeholder that cannot be read.</summary>
    public static bool IsBroken(string text) => IsOne(text) && Placeholder().Matches(text).Any(m => !IsEscape(m) && !m.Groups["name"].Success);

    /// <summary>Where the placeholders of secrets stand.</summary>
    public static IEnumerable<int> Positions(string text) =>
        IsOne(text) ? Placeholder().Matches(text).Where(m => !IsEscape(m)).Select(m => m.Index) : [];

    /// <summary>The text with values for names.</summary>
    /// <param name="text">Not broken.</param>
    /// <param name="valueOf">Called for each placeholder.</param>
    public static string Expand(string text, Func<string, string> valueOf) => IsOne(text)
        ? Placeholder().Replace(text, m => IsEscape(m) ? m.Value[1..] : valueOf(m.Groups["name"].Value))
        : text;

    private static bool IsEscape(Match match) => match.Groups["escape"].Success;

    [GeneratedRegex(@"(?<escape>\$)?\$\{secret:(?:(?<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,127})\})?", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
