using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Data annotations as words of JSON Schema. One that has no word there is left out. https://json-schema.org/draft/2020-12</summary>
internal static class PayloadAnnotations
{
    /// <summary>The attributes of a member, of the constructor parameter it is set by, or of the payload's type.</summary>
    public static Attribute[] Of(JsonSchemaExporterContext context) => context.PropertyInfo is { } property
        ? [.. Of(property)]
        : context.Path.Length == 0 ? [.. context.TypeInfo.Type.GetCustomAttributes<Attribute>(inherit: true)]
        : [];

    /// <summary>Adds what they say of a value.</summary>
    public static void AddTo(JsonObject schema, IEnumerable<Attribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case RangeAttribute range:
                    Add(schema, range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum", range.Minimum);
                    Add(schema, range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum", range.Maximum);
                    break;
                case StringLengthAttribute length:
                    AddLength(schema, length.MinimumLength, length.MaximumLength);
                    break;
                case LengthAttribute length:
                    AddLength(schema, length.MinimumLength, length.MaximumLength);
                    break;
                case MinLengthAttribute least:
                    AddLength(schema, least.Length, null);
                    break;
                case MaxLengthAttribute most:
                    AddLength(schema, 0, most.Length < 0 ? null : most.Length);
                    break;
                case RegularExpressionAttribute pattern:
                    schema["pattern"] = $"^(?:{pattern.Pattern})$";
                    break;
                case UrlAttribute:
                    schema["format"] = "uri";
                    break;
                case EmailAddressAttribute:
                    schema["format"] = "email";
                    break;
            }
        }
    }

    /// <summary>Leaves out members that are only written, and adds those that an annotation requires.</summary>
    public static void FitMembers(JsonObject schema, JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || schema["properties"] is not JsonObject members)
            return;
        foreach (var property in type.Properties.Where(property => !IsRead(property)))
            members.Remove(property.Name);
        var required = schema["required"] as JsonArray ?? [];
        foreach (var property in type.Properties.Where(property => Of(property).Any(attribute => attribute is RequiredAttribute)))
        {
            if (!required.Any(name => name!.GetValue<string>() == property.Name))
                required.Add((JsonNode)property.Name);
        }

        if (required.Count > 0)
            schema["required"] = required;
    }

    private static bool IsRead(JsonPropertyInfo property) =>
        property.Set is not null || property.AssociatedParameter is not null || property.ObjectCreationHandling == JsonObjectCreationHandling.Populate;

    private static IEnumerable<Attribute> Of(JsonPropertyInfo property) =>
        Of(property.AttributeProvider).Concat(Of(property.AssociatedParameter?.AttributeProvider));

    private static IEnumerable<Attribute> Of(ICustomAttributeProvider? provider) =>
        provider?.GetCustomAttributes(inherit: true).OfType<Attribute>() ?? [];

    private static void Add(JsonObject schema, string word, object bound)
    {
        // A bound that is given as a text belongs to a type that JSON has no numbers for.
        if (bound is IConvertible number and not string)
            schema[word] = JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture));
    }

    private static void AddLength(JsonObject schema, int least, int? most)
    {
        var noun = Has(schema, "string") ? "Length" : Has(schema, "array") ? "Items" : Has(schema, "object") ? "Properties" : null;
        if (noun is null)
            return;
        if (least > 0)
            schema["min" + noun] = least;
        if (most is { } bound)
            schema["max" + noun] = bound;
    }

    private static bool Has(JsonObject schema, string type) =>
        schema["type"] is JsonArray types ? types.Any(each => each!.GetValue<string>() == type) : (string?)schema["type"] == type;
}
