using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// The JSON schema of a payload: what the serializer reads it as, with its own options, and what data annotations say of it. A validator
/// may refuse more.
/// </summary>
internal static class PayloadSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TransformSchemaNode = Annotate };

    /// <summary>The schema, an object; null: the handler takes no payload, or its type is read in a way that no schema can say.</summary>
    /// <param name="entry">The job type.</param>
    public static RawJson? Of(JobTypeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.PayloadType is not { } type)
            return null;
        if (type == typeof(RawJson))
            return RawJson.FromTrusted("{}"u8.ToArray());
        try
        {
            var schema = AsObject(entry.Json.GetJsonSchemaAsNode(type, Options));
            if (!entry.AcceptsNull)
                RefuseNull(schema);
            return RawJson.FromTrusted(JsonSerializer.SerializeToUtf8Bytes(schema));
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return null; // for example with reference handling: its jobs can be submitted, their payloads not be described
        }
    }

    private static JsonObject Annotate(JsonSchemaExporterContext context, JsonNode schema)
    {
        var attributes = PayloadAnnotations.Of(context);
        var annotated = AsObject(schema);
        if (attributes.OfType<DescriptionAttribute>().FirstOrDefault() is { } description)
            annotated.Insert(0, "description", description.Description);
        PayloadAnnotations.AddTo(annotated, attributes);
        if (attributes.OfType<RequiredAttribute>().Any())
            RefuseNull(annotated);
        PayloadAnnotations.FitMembers(annotated, context.TypeInfo);
        return annotated;
    }

    /// <summary>"Anything" may be written as <c>true</c>; as an object it can be described.</summary>
    private static JsonObject AsObject(JsonNode schema) => schema switch
    {
        JsonObject same => same,
        _ when schema.GetValueKind() == JsonValueKind.False => new JsonObject { ["not"] = new JsonObject() },
        _ => [],
    };

    // Nothing in a signature tells the exporter whether the payload itself may be null.
    private static void RefuseNull(JsonObject schema)
    {
        if (schema["type"] is not JsonArray types)
            return;
        var left = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToArray();
        schema["type"] = left.Length == 1 ? left[0] : new JsonArray([.. left.Select(type => (JsonNode)type)]);
    }
}
