using System.Text;
using System.Text.RegularExpressions;

namespace JobScheduler.Hosting.Secrets;

/// <summary>
/// Writes <c>${secret:NAME}</c> wherever a secret's value stands, as it is or in one of the spellings of <see cref="SecretSpellings"/>.
/// All are looked for at once, longest first, so that nothing is replaced inside a replacement.
/// </summary>
internal sealed class SecretRedaction
{
    private readonly (string Text, bool IsExact, string Name)[] _spellings;
    private readonly Regex? _pattern;

    /// <summary>A redaction of these values.</summary>
    /// <param name="values">By name; empty: everything stays as it is.</param>
    public SecretRedaction(IReadOnlyDictionary<string, string> values)
    {
        _spellings = [.. values.SelectMany(v => SecretSpellings.Of(v.Value).Select(s => (s.Text, s.IsExact, Name: v.Key)))
            .OrderByDescending(s => s.Text.Length)];
        LongestBytes = _spellings.Length == 0 ? 0 : _spellings.Max(s => Encoding.UTF8.GetByteCount(s.Text));
        _pattern = _spellings.Length == 0 ? null : PatternOf(static text => text);
    }

    /// <summary>Whether nothing needs to be looked for.</summary>
    public bool IsEmpty => _pattern is null;

    /// <summary>How long a spelling can be: a text that is cut needs so much more to be judged.</summary>
    public int LongestBytes { get; }

    /// <summary>The text without secrets.</summary>
    public string Text(string text) => Replace(_pattern, text);

    /// <summary>The bytes without the secrets that stand in them as UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<byte> bytes)
    {
        if (IsEmpty)
            return bytes;
        // Latin-1 is a character for each byte.
        var pattern = PatternOf(static text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)));
        return Encoding.Latin1.GetBytes(Replace(pattern, Encoding.Latin1.GetString(bytes.Span)));
    }

    /// <summary>The JSON without secrets in its texts, names and numbers, however they are escaped.</summary>
    public ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> json) => IsEmpty ? json : JsonRewriter.Everything(json, Text);

    private string Replace(Regex? pattern, string text) => pattern is null ? text : pattern.Replace(text, match =>
        SecretTemplate.PlaceholderOf(_spellings[int.Parse(match.Groups.Cast<Group>().Skip(1).First(g => g.Success).Name[1..], null)].Name));

    private Regex PatternOf(Func<string, string> spell) => new(
        string.Join('|', _spellings.Select((s, i) => $"(?<s{i}>(?{(s.IsExact ? "-i" : "i")}:{Regex.Escape(spell(s.Text))}))")),
        RegexOptions.CultureInvariant);
}
