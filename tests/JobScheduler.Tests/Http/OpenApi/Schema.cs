using System.Text.Json.Nodes;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>Pieces of OpenAPI 3.0 schemas. https://spec.openapis.org/oas/v3.0.3</summary>
internal static class Schema
{
    /// <summary>2^53 - 1: integers are below 2^53.</summary>
    public const long MaxInteger = 9_007_199_254_740_991;

    public static JsonObject Ref(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    public static JsonObject Text(int? min = null, int? max = null, string? pattern = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (min is not null)
            schema["minLength"] = min;
        if (max is not null)
            schema["maxLength"] = max;
        if (pattern is not null)
            schema["pattern"] = pattern;
        return schema;
    }

    public static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    public static JsonObject Bool() => new() { ["type"] = "boolean" };

    public static JsonObject Integer(long min = 0, long max = MaxInteger) =>
        new() { ["type"] = "integer", ["format"] = max > int.MaxValue ? "int64" : "int32", ["minimum"] = min, ["maximum"] = max };

    public static JsonObject Number(double? min = null, double? max = null)
    {
        var schema = new JsonObject { ["type"] = "number", ["format"] = "double" };
        if (min is not null)
            schema["minimum"] = min;
        if (max is not null)
            schema["maximum"] = max;
        return schema;
    }

    public static JsonObject Enum(IEnumerable<string> values) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) };

    public static JsonObject List(JsonObject items, int? min = null, int? max = null)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = items };
        if (min is not null)
            schema["minItems"] = min;
        if (max is not null)
            schema["maxItems"] = max;
        return schema;
    }

    public static JsonObject Map(JsonObject values) => new() { ["type"] = "object", ["additionalProperties"] = values };

    /// <summary>Any JSON value.</summary>
    public static JsonObject Any() => new() { ["nullable"] = true };

    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema.ContainsKey("$ref"))
            return new() { ["nullable"] = true, ["allOf"] = new JsonArray(schema) };
        schema["nullable"] = true;
        if (schema["enum"] is JsonArray values)
            values.Add((JsonNode?)null);
        return schema;
    }

    public static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }

    public static JsonObject Default(JsonObject schema, JsonNode value)
    {
        schema["default"] = value;
        return schema;
    }

    /// <summary>An answer: every member is always there; more may be added later.</summary>
    public static JsonObject Answer(params (string Name, JsonObject Schema)[] members) =>
        Object([.. members.Select(member => member.Name)], members);

    /// <summary>A request: nothing but these members, of which some are required.</summary>
    public static JsonObject Request(string[] required, params (string Name, JsonObject Schema)[] members)
    {
        var schema = Object(required, members);
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject Object(string[] required, (string Name, JsonObject Schema)[] members)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (required.Length > 0)
            schema["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        schema["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema)));
        return schema;
    }
}
