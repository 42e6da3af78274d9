using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Requests;

/// <summary>The query of a request: names compared exactly, every name known to the route.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private QueryParameters()
    {
    }

    private RequestErrors Errors { get; } = new();

    /// <summary>Reads a query; unknown names are noted.</summary>
    public static QueryParameters Read(QueryString query, string[] known)
    {
        var parameters = new QueryParameters();
        foreach (var pair in (query.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (name is null || !known.Contains(name, StringComparer.Ordinal))
                parameters.Errors.Malformed(name ?? pair, "is not known");
            else if (value is null)
                parameters.Errors.Malformed(name, "is not valid UTF-8");
            else
                parameters.Add(name, value);
        }

        if (known.Length == 0)
            parameters.ThrowIfAny();
        return parameters;
    }

    /// <summary>Ends the request if anything is wrong with the query.</summary>
    public void ThrowIfAny() => Errors.ThrowIfAny();

    public IReadOnlyList<string> Texts(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>The one value; null if there is none.</summary>
    public string? Text(string name)
    {
        if (!_values.TryGetValue(name, out var values))
            return null;
        if (values.Count == 1 && values[0].Length > 0)
            return values[0];
        Errors.Malformed(name, values.Count > 1 ? "must be given once" : "must not be empty");
        return null;
    }

    /// <summary>The one integer; one that an int cannot hold becomes the nearest, which no range allows.</summary>
    public int? Int(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            Errors.Malformed(name, "must be an integer");
            return null;
        }

        var negative = text[0] == '-';
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : negative ? int.MinValue : int.MaxValue;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Rfc3339.TryParse(text, out var time))
            return time;
        Errors.Malformed(name, Rfc3339.Expected);
        return null;
    }

    /// <summary>The one of a closed set of names.</summary>
    public T? OneOf<T>(string name, IReadOnlyDictionary<string, T> names)
        where T : struct => Text(name) is { } text ? Find(name, text, names) : null;

    /// <summary>Any of a closed set of names.</summary>
    public List<T> AnyOf<T>(string name, IReadOnlyDictionary<string, T> names)
        where T : struct => [.. Texts(name).Select(text => Find(name, text, names)).OfType<T>()];

    private T? Find<T>(string name, string text, IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        if (names.TryGetValue(text, out var found))
            return found;
        Errors.Malformed(name, "must be one of " + string.Join(", ", names.Keys));
        return null;
    }

    private void Add(string name, string value)
    {
        if (_values.TryGetValue(name, out var values))
            values.Add(value);
        else
            _values.Add(name, [value]);
    }

    // As forms are encoded: '+' is a blank. Null: not UTF-8, or a broken escape.
    private static string? Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                var digits = text.AsSpan(i + 1, Math.Min(2, text.Length - i - 1));
                if (digits.Length < 2
                    || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
                    return null;
                bytes.Add(escaped);
                i += 2;
            }
            else if (text[i] < 0x80)
            {
                bytes.Add(text[i] == '+' ? (byte)' ' : (byte)text[i]);
            }
            else
            {
                return null;
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
