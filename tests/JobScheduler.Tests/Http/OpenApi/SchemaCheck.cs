using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>
/// Checks a value against a schema of the document: the part of JSON Schema that the document uses. A member that a schema does not
/// name is an error even where the document allows more to come: what is sent must be documented.
/// </summary>
internal sealed partial class SchemaCheck(JsonObject document)
{
    private readonly List<string> _errors = [];

    /// <summary>What does not agree; nothing if the value fits.</summary>
    public IReadOnlyList<string> Check(JsonNode schema, JsonNode? value)
    {
        Visit(schema.AsObject(), value, "$");
        return _errors;
    }

    /// <summary>The object itself, or what it refers to.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        var found = node.AsObject();
        while ((string?)found["$ref"] is { } reference)
        {
            found = reference[2..].Split('/')
                .Aggregate((JsonNode)document, (at, name) => at[name] ?? throw new InvalidOperationException(reference)).AsObject();
        }


        return found;
    }

    private void Visit(JsonObject reference, JsonNode? value, string path)
    {
        var schema = Resolve(reference);
        if (value is null)
        {
            if ((bool?)schema["nullable"] is not true)
                _errors.Add($"{path} is null");
            return;
        }

        foreach (var part in schema["allOf"]?.AsArray() ?? [])
            Visit(part!.AsObject(), value, path);
        switch ((string?)schema["type"])
        {
            case "object" when Expect(value, JsonValueKind.Object, path):
                VisitObject(schema, value.AsObject(), path);
                break;
            case "array" when Expect(value, JsonValueKind.Array, path):
                VisitArray(schema, value.AsArray(), path);
                break;
            case "string" when Expect(value, JsonValueKind.String, path):
                VisitText(schema, (string)value!, path);
                break;
            case "integer" or "number" when Expect(value, JsonValueKind.Number, path):
                VisitNumber(schema, value, path);
                break;
            case "boolean" when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                _errors.Add($"{path} is no boolean");
                break;
        }
    }

    private bool Expect(JsonNode value, JsonValueKind kind, string path)
    {
        if (value.GetValueKind() == kind)
            return true;
        _errors.Add($"{path} is {value.GetValueKind()}, not {kind}");
        return false;
    }

    private void VisitObject(JsonObject schema, JsonObject value, string path)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!value.ContainsKey((string)name!))
                _errors.Add($"{path}.{name} is missing");
        }

        var members = schema["properties"]?.AsObject();
        foreach (var (name, member) in value)
        {
            if ((members?[name] ?? schema["additionalProperties"] as JsonObject) is { } known)
                Visit(known.AsObject(), member, $"{path}.{name}");
            else if (members is not null)
                _errors.Add($"{path}.{name} is not documented");
        }
    }

    private void VisitArray(JsonObject schema, JsonArray value, string path)
    {
        if (value.Count > ((int?)schema["maxItems"] ?? int.MaxValue) || value.Count < ((int?)schema["minItems"] ?? 0))
            _errors.Add($"{path} has {value.Count} elements");
        for (var i = 0; i < value.Count; i++)
            Visit(schema["items"]!.AsObject(), value[i], $"{path}[{i}]");
    }

    private void VisitText(JsonObject schema, string value, string path)
    {
        if (schema["enum"] is JsonArray names && !names.Any(name => (string?)name == value))
            _errors.Add($"{path} is '{value}'");
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(value, (string)pattern!, RegexOptions.ECMAScript))
            _errors.Add($"{path} '{value}' does not match {pattern}");
        if (value.Length > ((int?)schema["maxLength"] ?? int.MaxValue) || value.Length < ((int?)schema["minLength"] ?? 0))
            _errors.Add($"{path} has {value.Length} characters");
        if ((string?)schema["format"] == "date-time" && !OutputTime().IsMatch(value))
            _errors.Add($"{path} '{value}' is no time as we write it");
    }

    private void VisitNumber(JsonObject schema, JsonNode value, string path)
    {
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        if ((string?)schema["type"] == "integer" && value.ToJsonString().Any(c => c is '.' or 'e' or 'E'))
            _errors.Add($"{path} {value.ToJsonString()} is no integer");
        if (number < ((double?)schema["minimum"] ?? double.MinValue) || number > ((double?)schema["maximum"] ?? double.MaxValue))
            _errors.Add($"{path} {number} is out of range");
    }

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\z")]
    private static partial Regex OutputTime();
}
