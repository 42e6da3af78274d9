using System.Globalization;
using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Values as the contract spells them: a member is always written, no value is null.</summary>
internal static class JsonValues
{
    private const string LocalTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } value)
            writer.WriteString(name, Text(value));
        else
            writer.WriteNull(name);
    }

    /// <summary>A time in UTC.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>A time as its own offset shows it.</summary>
    public static string LocalText(DateTimeOffset time) => time.ToString(LocalTimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Unix milliseconds as a time.</summary>
    public static DateTimeOffset? Time(long? unixMs) => unixMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    public static void WriteMilliseconds(this Utf8JsonWriter writer, string name, TimeSpan? duration)
    {
        if (duration is { } value)
            writer.WriteNumber(name, value.Ticks / TimeSpan.TicksPerMillisecond);
        else
            writer.WriteNull(name);
    }

    public static void WriteNumberOrNull(this Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }

    public static void WriteNumberOrNull(this Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }

    /// <summary>Token for token, as it was sent or returned.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, string name, RawJson? json)
    {
        writer.WritePropertyName(name);
        if (json is null)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
    }

    /// <summary>A list page.</summary>
    public static void WritePage<T>(this Utf8JsonWriter writer, Page<T> page, Action<Utf8JsonWriter, T> item)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var entry in page.Items)
            item(writer, entry);
        writer.WriteEndArray();
        writer.WriteString("next_cursor", page.NextCursor);
        writer.WriteEndObject();
    }
}
