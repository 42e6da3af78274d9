using System.Buffers;
using System.Globalization;
using System.Text;

namespace JobScheduler.Hosting.Secrets;

/// <summary>
/// Recognises a text of which each character may be escaped in its own way: percent-encoded (also twice, and a space as +), as in
/// JSON (also JSON in JSON), or as in HTML. Servers mix them: a path comes back with its slashes encoded and the rest as it is.
/// </summary>
internal sealed class EscapedText
{
    /// <summary>How often a text can have been escaped again: more is not looked for, so that no text takes long.</summary>
    private const int MaxPercents = 3;
    private const int MaxBackslashes = 16;

    private static readonly Dictionary<string, string> Entities =
        new() { ["quot"] = "\"", ["amp"] = "&", ["lt"] = "<", ["gt"] = ">", ["apos"] = "'", ["nbsp"] = "\u00a0" };

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly string[] _characters;
    private readonly StringComparison _comparison;
    private readonly Encoding _encoding;
    private List<int> _ends = [];
    private List<int> _next = [];

    /// <param name="text">What is looked for; not empty.</param>
    /// <param name="ignoreCase">Whether the case of a character does not count.</param>
    /// <param name="encoding">Of what is percent-encoded.</param>
    public EscapedText(string text, bool ignoreCase, Encoding encoding)
    {
        _characters = [.. text.EnumerateRunes().Select(r => r.ToString())];
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _encoding = encoding;
        MaxBytes = 32 * text.Length;
    }

    /// <summary>Its longest spelling is no longer: a character of three bytes, percent-encoded thrice, or one that JSON in JSON in JSON escapes.</summary>
    public int MaxBytes { get; }

    /// <summary>The characters with which a spelling can begin.</summary>
    public string Beginnings => _characters[0][..1].ToUpperInvariant() + _characters[0][..1].ToLowerInvariant() + _characters[0][0] + "%\\&+";

    /// <summary>Where a spelling that begins here ends; 0: none does. Not for several threads.</summary>
    public int End(string text, int start)
    {
        _ends.Clear();
        _ends.Add(start);
        foreach (var character in _characters)
        {
            // A character that begins escapes can stand for itself too: all ways are followed.
            _next.Clear();
            foreach (var end in _ends)
                Follow(text, end, character);
            if (_next.Count == 0)
                return 0;
            (_ends, _next) = (_next, _ends);
        }

        return _ends.Max();
    }

    private void Follow(string text, int at, string character)
    {
        if (string.Compare(text, at, character, 0, character.Length, _comparison) == 0)
            Add(at + character.Length);
        switch (at < text.Length ? text[at] : '\0')
        {
            case '%':
                for (var again = 0; again < MaxPercents; again++)
                    AddIf(Percent(text, at, _encoding.GetByteCount(character), again));
                break;
            case '\\':
                AddIf(Json(text, at, character.Length));
                for (var count = 2; character == "\\" && count <= MaxBackslashes && IsRow(text, at, count); count *= 2)
                    Add(at + count);
                break;
            case '&':
                AddIf(Html(text, at));
                break;
            case '+':
                AddIf((" ", 1));
                break;
        }

        void AddIf((string? Decoded, int Length) escape)
        {
            if (string.Equals(escape.Decoded, character, _comparison))
                Add(at + escape.Length);
        }

        void Add(int end)
        {
            if (!_next.Contains(end))
                _next.Add(end);
        }
    }

    private static bool IsRow(string text, int at, int count) => at + count <= text.Length && !text.AsSpan(at, count).ContainsAnyExcept('\\');

    private (string? Decoded, int Length) Percent(string text, int at, int count, int again)
    {
        Span<byte> bytes = stackalloc byte[count];
        var end = at;
        for (var i = 0; i < count; i++)
        {
            if (end >= text.Length || text[end] != '%')
                return default;
            end++;
            for (var n = 0; n < again; n++, end += 2)
            {
                if (string.CompareOrdinal(text, end, "25", 0, 2) != 0)
                    return default;
            }

            if (!IsHex(text, end, 2))
                return default;
            bytes[i] = (byte)Hex(text, end, 2);
            end += 2;
        }

        return (_encoding.GetString(bytes), end - at);
    }

    private static (string? Decoded, int Length) Json(string text, int at, int count)
    {
        var decoded = new StringBuilder(2);
        var end = at;
        for (var i = 0; i < count; i++)
        {
            // A backslash that stands for itself is the last of its row.
            var first = end;
            while (end < text.Length && text[end] == '\\' && end - first < MaxBackslashes)
                end++;
            if (end == first)
                return default;
            if (end < text.Length && text[end] == 'u' && IsHex(text, end + 1, 4))
                (_, end) = (decoded.Append((char)Hex(text, end + 1, 4)), end + 5);
            else if (end < text.Length && "\"/bfnrt'".IndexOf(text[end], StringComparison.Ordinal) is >= 0 and var known)
                (_, end) = (decoded.Append("\"/\b\f\n\r\t'"[known]), end + 1);
            else if (end - first > 1)
                decoded.Append('\\');
            else
                return default;
        }

        return (decoded.ToString(), end - at);
    }

    private static (string? Decoded, int Length) Html(string text, int at)
    {
        var end = text.IndexOf(';', at, Math.Min(12, text.Length - at));
        if (end < 0)
            return default;
        var name = text[(at + 1)..end];
        if (Entities.TryGetValue(name, out var entity))
            return (entity, end + 1 - at);
        var isHex = name.StartsWith("#x", StringComparison.OrdinalIgnoreCase);
        return name.StartsWith('#') && int.TryParse(
            name.AsSpan(isHex ? 2 : 1), isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code)
            ? (new Rune(code).ToString(), end + 1 - at)
            : default;
    }

    private static bool IsHex(string text, int at, int count) =>
        at + count <= text.Length && !text.AsSpan(at, count).ContainsAnyExcept(HexDigits);

    private static int Hex(string text, int at, int count) => int.Parse(text.AsSpan(at, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
