using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JobScheduler.Hosting.Handlers;

namespace JobScheduler.Hosting.Logging;

/// <summary>Values and names of log records as bounded, valid texts, whatever they are.</summary>
internal static class LogText
{
    /// <summary>A line's message: 8 KiB.</summary>
    public const int MaxMessageBytes = 8 * 1024;

    /// <summary>A field: 16 KiB and the ellipsis of a payload cut at its own bound.</summary>
    public const int MaxValueBytes = (16 * 1024) + 3;

    /// <summary>An exception with its stack: 32 KiB.</summary>
    public const int MaxExceptionBytes = 32 * 1024;

    /// <summary>A field's name.</summary>
    public const int MaxNameLength = 64;

    private const int MostNames = 2_000;
    private const int MostItems = 64;
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A name in snake_case: letters, digits and underscores, and dots inside.</summary>
    public static string NameOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "";
        if (Names.TryGetValue(name, out var known))
            return known;
        var made = MakeName(name);
        if (Names.Count < MostNames)
            Names.TryAdd(name, made); // scopes may have any number of names: those that come first are remembered
        return made;
    }

    /// <summary>A value as a text: valid Unicode and bounded; what its own members throw is said instead.</summary>
    public static string Of(object value, int maxBytes = MaxValueBytes)
    {
        try
        {
            return Texts.Cut(Format(value) ?? "", maxBytes);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Unprintable(e);
        }
    }

    /// <summary>Stands for what could not be printed.</summary>
    public static string Unprintable(Exception thrown) => $"(cannot be printed: {Texts.Cut(thrown.GetType().Name, MaxNameLength)})";

    private static string? Format(object value) => value switch
    {
        string text => text,
        Exception exception => Failures.Printable(exception)!.ToString(),
        DateTimeOffset time => TimeOf(time),
        DateTime { Kind: not DateTimeKind.Unspecified } time => TimeOf(new DateTimeOffset(time.ToUniversalTime())),
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<object?> items => string.Join(", ", items.Take(MostItems).Select(item => item is null ? "null" : Of(item))),
        _ => value.ToString(),
    };

    private static string MakeName(string name)
    {
        var cut = TextCut.AtMost(name, MaxNameLength);
        var builder = new StringBuilder(MaxNameLength);
        foreach (var c in JsonNamingPolicy.SnakeCaseLower.ConvertName(cut))
            builder.Append(char.IsAsciiLetterOrDigit(c) || c == '.' ? char.ToLowerInvariant(c) : '_');
        return builder.ToString().Trim('.');
    }
}
