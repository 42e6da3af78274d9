using System.Globalization;
using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>
/// Tolerant reading: unknown members are passed over, and an absent one reads as null, so that this client understands
/// older and newer servers. A member of the wrong JSON type is an error.
/// </summary>
internal static class JsonMembers
{
    /// <summary>The member, or null if it is absent or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? TextOrNull(this JsonElement element, string name) =>
        element.Member(name) is { } value
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a string")
            : null;

    public static string Text(this JsonElement element, string name) => element.TextOrNull(name) ?? throw Missing(name);

    public static long? LongOrNull(this JsonElement element, string name) =>
        element.Member(name) is { } value
            ? value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong(name, "an integer")
            : null;

    public static long Long(this JsonElement element, string name) => element.LongOrNull(name) ?? 0;

    public static int Int(this JsonElement element, string name) => checked((int)element.Long(name));

    public static double? DoubleOrNull(this JsonElement element, string name) =>
        element.Member(name) is { } value
            ? value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(name, "a number")
            : null;

    public static bool Bool(this JsonElement element, string name) => element.Member(name)?.GetBoolean() ?? false;

    public static TimeSpan? MillisecondsOrNull(this JsonElement element, string name) =>
        element.LongOrNull(name) is { } value ? TimeSpan.FromMilliseconds(value) : null;

    public static DateTimeOffset? TimeOrNull(this JsonElement element, string name) =>
        element.TextOrNull(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw Wrong(name, "a time");

    public static DateTimeOffset Time(this JsonElement element, string name) => element.TimeOrNull(name) ?? throw Missing(name);

    /// <summary>The elements of an array; of an absent member none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { } value ? value.EnumerateArray() : [];

    public static JsonException Missing(string name) => new($"The member {name} is missing.");

    private static JsonException Wrong(string name, string expected) => new($"The member {name} is not {expected}.");
}
