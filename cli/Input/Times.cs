using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace JobScheduler.Cli.Input;

/// <summary>Times as people type them: <c>2026-12-01T10:00:00Z</c>, with any offset, or from now on: <c>now</c>, <c>+10m</c>, <c>-2h</c>.</summary>
internal static partial class Times
{
    private const string Expected = "must be a time with an offset (2026-12-01T10:00:00Z, 2026-12-01T10:00:00+01:00) or one from now (now, +10m, -2h)";

    /// <summary>A parser of options.</summary>
    /// <param name="time">Says what now is.</param>
    public static Func<ArgumentResult, DateTimeOffset?> Parser(TimeProvider time) => result =>
    {
        if (result.Tokens is not [var token, ..])
            return null;
        if (Find(token.Value, time.GetUtcNow()) is { } found)
            return found;
        result.AddError($"'{token.Value}' {Expected}.");
        return null;
    };

    /// <summary>The time; null: it is none.</summary>
    public static DateTimeOffset? Find(string text, DateTimeOffset now)
    {
        if (text == "now")
            return now;
        if (text.Length > 1 && text[0] is '+' or '-' && Durations.Find(text[1..]) is { } distance)
            return Moved(now, text[0] == '-' ? -distance : distance);
        return Absolute(text);
    }

    /// <summary>A time that says its offset; null: it is none, or leaves open where its clock stands.</summary>
    public static DateTimeOffset? Absolute(string text) =>
        WithOffset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static DateTimeOffset? Moved(DateTimeOffset now, TimeSpan by)
    {
        try
        {
            return now + by;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex WithOffset();
}
