using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace JobScheduler.Cli.Input;

/// <summary>Durations as people type them: <c>90s</c>, <c>1h30m</c>, <c>250ms</c>, <c>7d</c>.</summary>
internal static partial class Durations
{
    private const string Expected = "must be a duration: 250ms, 90s, 5m, 1h30m, 7d";

    /// <summary>Reads the value of an option that may be absent.</summary>
    public static TimeSpan? Optional(ArgumentResult result)
    {
        if (result.Tokens is not [var token, ..])
            return null;
        if (Find(token.Value) is { } duration)
            return duration;
        result.AddError($"'{token.Value}' {Expected}.");
        return null;
    }

    /// <summary>The duration; null: it is none, or longer than a .NET time span can be.</summary>
    public static TimeSpan? Find(string text)
    {
        if (!Shape().IsMatch(text))
            return null;
        var milliseconds = 0m;
        foreach (Match part in Part().Matches(text))
        {
            if (!decimal.TryParse(part.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            milliseconds += Math.Min(number, 1e12m) * MillisecondsOf(part.Groups["unit"].Value);
        }

        return milliseconds <= (decimal)TimeSpan.MaxValue.TotalMilliseconds - 1 ? TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)) : null;
    }

    private static decimal MillisecondsOf(string unit) => unit switch
    {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 604_800_000, // w
    };

    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)?(ms|[smhdw]))+$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|[smhdw])")]
    private static partial Regex Part();
}
