using System.Globalization;
using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Values as the contract spells them: a member is always written, no value is null.</summary>
internal static class JsonValues
{
    // "2026-12-01T10:00:00.0000000+02:00": .NET writes this format several times faster than a custom one.
    private const string RoundTripFormat = "O";
    private const int RoundTripLength = 33;
    private const int LengthToMilliseconds = 23;
    private const int OffsetLength = 6;

    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } value)
            writer.WriteString(name, Text(value));
        else
            writer.WriteNull(name);
    }

    /// <summary>A time in UTC.</summary>
    public static string Text(DateTimeOffset time)
    {
        Span<char> text = stackalloc char[RoundTripLength];
        time.ToUniversalTime().TryFormat(text, out _, RoundTripFormat, CultureInfo.InvariantCulture);
        text[LengthToMilliseconds] = 'Z';
        return new(text[..(LengthToMilliseconds + 1)]);
    }

    /// <summary>A time as its own offset shows it.</summary>
    public static string LocalText(DateTimeOffset time)
    {
        Span<char> text = stackalloc char[RoundTripLength];
        time.TryFormat(text, out _, RoundTripFormat, CultureInfo.InvariantCulture);
        text[^OffsetLength..].CopyTo(text[LengthToMilliseconds..]);
        return new(text[..(LengthToMilliseconds + OffsetLength)]);
    }

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
