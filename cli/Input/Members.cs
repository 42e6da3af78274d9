using System.Text.Json;

namespace JobScheduler.Cli.Input;

/// <summary>
/// The members of an object in a document, read strictly: what is missing, of the wrong type or not known is noted by its path. The
/// server is as strict; here it is known which file and document is meant.
/// </summary>
internal sealed class Members
{
    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _prefix;
    private readonly Findings _findings;

    private Members(JsonElement json, string path, Findings findings)
    {
        (_prefix, _findings) = (path.Length == 0 ? "" : path + ".", findings);
        if (json.ValueKind != JsonValueKind.Object)
        {
            findings.Add(path, "must be an object");
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!_left.TryAdd(member.Name, member.Value))
                findings.Add(_prefix + member.Name, "stands there twice");
        }
    }

    public static Members Of(SourceDocument document, Findings findings) => new(document.Root, "", findings);

    public JsonElement? Any(string name)
    {
        _asked.Add(name);
        return _left.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string? Text(string name) => Take(name, "a text", value => value.ValueKind == JsonValueKind.String ? value.GetString() : null);

    public string RequiredText(string name)
    {
        var wasGiven = IsGiven(name);
        var text = Text(name);
        if (!wasGiven)
            _findings.Add(_prefix + name, "is required");
        return text ?? "";
    }

    public long? Integer(string name) => TakeValue<long>(
        name, "a whole number", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null);

    public int? SmallInteger(string name) => TakeValue<int>(
        name, "a whole number", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null);

    public double? Number(string name) => TakeValue<double>(name, "a number", value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null);

    public bool? Bool(string name) => TakeValue<bool>(
        name, "true or false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null);

    public DateTimeOffset? Time(string name) => TakeValue<DateTimeOffset>(
        name, "a time with an offset, as 2026-12-01T10:00:00Z", value => value.ValueKind == JsonValueKind.String ? Times.Absolute(value.GetString()!) : null);

    public TimeSpan? Milliseconds(string name) => TakeValue<TimeSpan>(
        name, "a whole number of milliseconds", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? OfMilliseconds(number) : null);

    public T? OneOf<T>(string name)
        where T : struct, Enum =>
        TakeValue<T>(name, "one of " + string.Join(", ", Words.All<T>()), value => value.ValueKind == JsonValueKind.String ? Words.Find<T>(value.GetString()!) : null);

    public string[]? Texts(string name) => Take(name, "a list of texts", value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? value.EnumerateArray().Select(item => item.GetString()!).ToArray()
            : null);

    public TimeSpan[]? ManyMilliseconds(string name) => Take(name, "a list of whole numbers of milliseconds", value =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && OfMilliseconds(number) is not null)
            ? value.EnumerateArray().Select(item => OfMilliseconds(item.GetInt64())!.Value).ToArray()
            : null);

    public Members? Object(string name) => Any(name) is { } value ? new Members(value, _prefix + name, _findings) : null;

    /// <summary>Notes that it has not been asked for an object that must be there.</summary>
    public void Missing(string name) => _findings.Add(_prefix + name, "is required");

    /// <summary>Notes a member that has a value and is not read.</summary>
    public void RefuseIfGiven(string name, string problem)
    {
        if (Any(name) is not null)
            _findings.Add(_prefix + name, problem);
    }

    /// <summary>Notes all that nobody asked for.</summary>
    /// <param name="ignored">What is passed over: the server shows it, and it means nothing in a file.</param>
    public void RefuseOthers(params string[] ignored)
    {
        foreach (var name in _left.Keys.Except(ignored, StringComparer.Ordinal))
            _findings.Add(_prefix + name, "is no field" + (Nearest.Of(name, _asked) is { } meant ? $"; is {meant} meant?" : ""));
    }

    private bool IsGiven(string name) => _left.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private T? Take<T>(string name, string expected, Func<JsonElement, T?> read)
        where T : class
    {
        if (Any(name) is not { } value)
            return null;
        var found = read(value);
        if (found is null)
            _findings.Add(_prefix + name, "must be " + expected);
        return found;
    }

    private T? TakeValue<T>(string name, string expected, Func<JsonElement, T?> read)
        where T : struct
    {
        if (Any(name) is not { } value)
            return null;
        var found = read(value);
        if (found is null)
            _findings.Add(_prefix + name, "must be " + expected);
        return found;
    }

    private static TimeSpan? OfMilliseconds(long number) =>
        Math.Abs(number) <= (long)TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(number) : null;
}
