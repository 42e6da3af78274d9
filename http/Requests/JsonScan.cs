using System.Globalization;
using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>Walks once over a JSON text and finds what the framework's reader lets pass: lone surrogates, duplicates, depth.</summary>
internal sealed class JsonScan(RequestErrors errors)
{
    private const int EscapeLength = 6;

    private readonly List<Level> _levels = [];
    private int _depth;
    private bool _readable = true;

    /// <summary>True when every string of the text can be read.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public bool Run(ReadOnlySpan<byte> utf8)
    {
        // Deeper than we allow, so that too deep and broken are told apart.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth + 1 });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _depth--;
                    break;
                case JsonTokenType.PropertyName:
                    Name(ref reader);
                    break;
                default:
                    if (!Value(ref reader))
                        return false;
                    break;
            }
        }

        return _readable;
    }

    private bool Value(ref Utf8JsonReader reader)
    {
        if (_depth > 0)
            _levels[_depth - 1].Index++;
        if (reader.TokenType is JsonTokenType.String && reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan))
            Unreadable("has a lone surrogate");
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return true;
        if (_depth == JsonText.MaxDepth)
        {
            errors.Malformed(RequestErrors.Body, $"is nested deeper than {JsonText.MaxDepth}");
            return false;
        }

        if (_levels.Count == _depth)
            _levels.Add(new());
        _levels[_depth++].Reset(reader.TokenType is JsonTokenType.StartArray);
        return true;
    }

    private void Name(ref Utf8JsonReader reader)
    {
        var level = _levels[_depth - 1];
        if (reader.ValueIsEscaped && HasLoneSurrogate(reader.ValueSpan))
        {
            level.Name = null;
            Unreadable("has a member whose name has a lone surrogate");
            return;
        }

        level.Name = reader.GetString()!;
        if (!level.Names.Add(level.Name))
            errors.Malformed(Path(), "is given twice");
    }

    private void Unreadable(string message)
    {
        errors.Malformed(Path(), message);
        _readable = false;
    }

    private string Path()
    {
        var path = "";
        foreach (var level in _levels.Take(_depth))
        {
            if (level.IsArray)
                path = FieldPath.Element(path, level.Index);
            else if (level.Name is not null)
                path = FieldPath.Member(path, level.Name);
        }

        return path.Length == 0 ? RequestErrors.Body : path;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != (byte)'\\')
                continue;
            var unit = Unit(escaped[i..]);
            if (unit is not { } first || !char.IsSurrogate(first))
            {
                // Skips the escaped character, which may be a backslash itself.
                i++;
                continue;
            }

            if (char.IsLowSurrogate(first) || Unit(escaped[(i + EscapeLength)..]) is not { } second || !char.IsLowSurrogate(second))
                return true;
            i += (2 * EscapeLength) - 1;
        }

        return false;
    }

    // The reader has checked that four hex digits follow \u.
    private static char? Unit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text[0] == (byte)'\\' && text[1] == (byte)'u'
            ? (char)ushort.Parse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : null;

    private sealed class Level
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public string? Name { get; set; }

        public int Index { get; set; }

        public bool IsArray { get; private set; }

        public void Reset(bool isArray)
        {
            Names.Clear();
            Name = null;
            Index = -1;
            IsArray = isArray;
        }
    }
}
