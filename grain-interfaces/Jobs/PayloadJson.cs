using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobScheduler;

/// <summary>How typed payloads and results are written and read.</summary>
public static class PayloadJson
{
    /// <summary>snake_case names, enums as snake_case strings, unknown members ignored.</summary>
    public static JsonSerializerOptions Default { get; } = CreateDefault();

    private static JsonSerializerOptions CreateDefault()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DictionaryKeyPolicy = null,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
