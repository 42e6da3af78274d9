using System.Buffers;
using System.Text;

namespace JobScheduler.Hosting.Secrets;

/// <summary>
/// Writes <c>${secret:NAME}</c> wherever a secret's value stands, in any of its <see cref="SecretSpellings"/>. All are looked for at
/// once, the longest first, so that nothing is replaced inside a replacement.
/// </summary>
internal sealed class SecretRedaction
{
    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly (EscapedText Text, string Name)[] _spellings;
    private readonly SearchValues<char> _beginnings;

    /// <summary>A redaction of these values.</summary>
    /// <param name="values">By name; empty: everything stays as it is.</param>
    public SecretRedaction(IReadOnlyDictionary<string, string> values)
        : this(values, Encoding.UTF8)
    {
    }

    private SecretRedaction(IReadOnlyDictionary<string, string> values, Encoding encoding)
    {
        _values = new Dictionary<string, string>(values);
        _spellings = [.. values.SelectMany(v => SecretSpellings.Of(v.Value, encoding).Select(text => (text, v.Key))).OrderByDescending(s => s.text.MaxBytes)];
        _beginnings = SearchValues.Create(string.Concat(_spellings.Select(s => s.Text.Beginnings)));
    }

    /// <summary>Whether nothing needs to be looked for.</summary>
    public bool IsEmpty => _spellings.Length == 0;

    /// <summary>How long a spelling can be: a text that is cut needs so much more to be judged.</summary>
    public int LongestBytes => IsEmpty ? 0 : _spellings[0].Text.MaxBytes;

    /// <summary>The text without secrets.</summary>
    public string Text(string text)
    {
        var said = new StringBuilder();
        var copied = 0;
        for (var at = 0; Next(text, at) is >= 0 and var start; at = start + 1)
        {
            var found = _spellings.Select(s => (s.Name, End: s.Text.End(text, start))).FirstOrDefault(s => s.End > 0);
            if (found.End == 0)
                continue;
            said.Append(text, copied, start - copied).Append(SecretTemplate.PlaceholderOf(found.Name));
            copied = found.End;
            at = start = found.End - 1;
        }

        return copied == 0 ? text : said.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The bytes without the secrets that stand in them as UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<byte> bytes)
    {
        if (IsEmpty)
            return bytes;
        // Latin-1 is a character for each byte.
        var spelled = new SecretRedaction(
            _values.ToDictionary(v => v.Key, v => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(v.Value))), Encoding.Latin1);
        return Encoding.Latin1.GetBytes(spelled.Text(Encoding.Latin1.GetString(bytes.Span)));
    }

    /// <summary>The JSON without secrets in its texts, names and numbers, however they are escaped.</summary>
    public ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> json) => IsEmpty ? json : JsonRewriter.Everything(json, Text);

    private int Next(string text, int start)
    {
        var found = text.AsSpan(start).IndexOfAny(_beginnings);
        return found < 0 ? -1 : start + found;
    }
}
