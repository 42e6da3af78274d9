using System.Runtime.InteropServices;
using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>
/// One member of a request: reads its value as a type and notes a wrong type under its path. Null, like a wrong value, reads as null.
/// </summary>
/// <remarks>
/// A number that its .NET type cannot hold is out of every range we have: it is read as the type's nearest value, and the range check
/// of the client refuses that with the same words as any other.
/// </remarks>
internal readonly struct Field(string name, JsonElement value, string path, RequestErrors errors)
{
    private const double MaxExact = 1L << 53;

    public string Name => name;

    public string Path => path;

    public bool IsNull => value.ValueKind is JsonValueKind.Null;

    /// <summary>The members of an object; none, and an error, if it is not one.</summary>
    public static IEnumerable<Field> Of(JsonElement value, string path, RequestErrors errors)
    {
        if (value.ValueKind is JsonValueKind.Object)
            return value.EnumerateObject().Select(m => new Field(m.Name, m.Value, FieldPath.Member(path, m.Name), errors));
        errors.Malformed(path.Length == 0 ? RequestErrors.Body : path, "must be an object");
        return [];
    }

    /// <summary>The members of this object; null if it is null.</summary>
    public IEnumerable<Field>? Members() => value.ValueKind is JsonValueKind.Null ? null : Of(value, path, errors);

    /// <summary>The elements of this array; null if it is null or not an array.</summary>
    public List<Field>? Elements()
    {
        if (value.ValueKind is not JsonValueKind.Array)
            return Wrong<List<Field>>("must be an array");
        var fields = new List<Field>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
            fields.Add(new(name, element, FieldPath.Element(path, fields.Count), errors));
        return fields;
    }

    /// <summary>A submission within a batch.</summary>
    public JobSubmission? Submission() => SubmissionReader.Read(value, path, errors);

    public void Unknown() => errors.Malformed(path, "is not known");

    public string? Text() => value.ValueKind is JsonValueKind.String ? value.GetString() : Wrong<string>("must be a string");

    /// <summary>Strings, none of them null.</summary>
    public List<string>? Texts() => Elements()?.Select(element => element.Required(element.Text())).OfType<string>().ToList();

    public bool? Bool() =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : WrongValue<bool>("must be true or false");

    public double? Number() => value.ValueKind is JsonValueKind.Number ? value.GetDouble() : WrongValue<double>("must be a number");

    /// <summary>An integer in any spelling that JSON has for it (10, 10.0, 1e1).</summary>
    public long? Long()
    {
        if (value.ValueKind is not JsonValueKind.Number)
            return WrongValue<long>("must be an integer");
        if (value.TryGetInt64(out var integer))
            return integer;
        var number = value.GetDouble();
        if (Math.Abs(number) >= MaxExact)
            return number < 0 ? long.MinValue : long.MaxValue;
        return number == Math.Truncate(number) ? (long)number : WrongValue<long>("must be an integer");
    }

    public int? Int() => Long() is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    public TimeSpan? Milliseconds() => Long() is { } number ? Durations.FromMilliseconds(number) : null;

    /// <summary>Durations, none of them null.</summary>
    public List<TimeSpan> AllMilliseconds() =>
        Elements()?.Select(element => element.Required(element.Milliseconds())).OfType<TimeSpan>().ToList() ?? [];

    public DateTimeOffset? Time()
    {
        if (value.ValueKind is not JsonValueKind.String)
            return WrongValue<DateTimeOffset>(Rfc3339.Expected);
        return Rfc3339.TryParse(value.GetString()!, out var time) ? time : WrongValue<DateTimeOffset>(Rfc3339.Expected);
    }

    /// <summary>The value as it was sent; null stays null.</summary>
    public RawJson? Raw() =>
        value.ValueKind is JsonValueKind.Null ? null : RawJson.FromTrusted(JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>One of a closed set of names. An unknown name is unacceptable, a known one in the wrong case malformed.</summary>
    public T? OneOf<T>(IReadOnlyDictionary<string, T> names)
        where T : struct
    {
        if (Text() is not { } text)
            return null;
        if (names.TryGetValue(text, out var found))
            return found;
        var expected = "must be one of " + string.Join(", ", names.Keys);
        if (names.Keys.Contains(text, StringComparer.OrdinalIgnoreCase))
            errors.Malformed(path, expected);
        else
            errors.Invalid(path, expected);
        return null;
    }

    /// <summary>Several of a closed set of names.</summary>
    public List<T> AnyOf<T>(IReadOnlyDictionary<string, T> names)
        where T : struct => Elements()?.Select(element => element.Required(element.OneOf(names))).OfType<T>().ToList() ?? [];

    /// <summary>An element of an array: its value, or an error if it is null.</summary>
    public T? Required<T>(T? read)
        where T : class
    {
        if (IsNull)
            errors.Malformed(path, "must not be null");
        return read;
    }

    /// <inheritdoc cref="Required{T}(T)"/>
    public T? Required<T>(T? read)
        where T : struct
    {
        if (IsNull)
            errors.Malformed(path, "must not be null");
        return read;
    }

    private T? Wrong<T>(string message)
        where T : class
    {
        if (!IsNull)
            errors.Malformed(path, message);
        return null;
    }

    private T? WrongValue<T>(string message)
        where T : struct
    {
        if (!IsNull)
            errors.Malformed(path, message);
        return null;
    }
}
