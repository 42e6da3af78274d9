using System.CommandLine.Parsing;
using System.Globalization;

namespace JobScheduler.Cli.Input;

/// <summary>
/// A retry policy in one word: <c>none</c>, <c>fixed:30s</c>, <c>explicit:1s,5s,1m</c>, <c>exponential:1s,2,5m</c> (first delay, factor,
/// longest delay; what is left out has its default).
/// </summary>
internal static class RetryText
{
    private const string Expected = "must be none, fixed:30s, explicit:1s,5s,1m or exponential:1s,2,5m";

    /// <summary>Reads an option's value.</summary>
    public static RetryPolicy? Parse(ArgumentResult result)
    {
        if (result.Tokens is not [var token, ..])
            return null;
        var policy = Find(token.Value);
        if (policy is null)
            result.AddError($"'{token.Value}' {Expected}.");
        return policy;
    }

    /// <summary>The policy; null: it is none.</summary>
    public static RetryPolicy? Find(string text)
    {
        var (kind, rest) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, "");
        var parts = rest.Length == 0 ? [] : rest.Split(',');
        return kind switch
        {
            "none" when parts is [] => RetryPolicy.None,
            "fixed" when parts is [var one] && Durations.Find(one) is { } delay => RetryPolicy.Fixed(delay),
            "explicit" when parts.Length > 0 && parts.All(part => Durations.Find(part) is not null) =>
                RetryPolicy.Explicit([.. parts.Select(part => Durations.Find(part)!.Value)]),
            "exponential" when parts.Length <= 3 => Exponential(parts),
            _ => null,
        };
    }

    private static RetryPolicy? Exponential(string[] parts)
    {
        var policy = RetryPolicy.Default;
        if (parts.Length > 0)
        {
            if (Durations.Find(parts[0]) is not { } initial)
                return null;
            policy = policy with { Initial = initial };
        }

        if (parts.Length > 1)
        {
            if (!double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor))
                return null;
            policy = policy with { Factor = factor };
        }

        if (parts.Length > 2)
        {
            if (Durations.Find(parts[2]) is not { } max)
                return null;
            policy = policy with { Max = max };
        }

        return policy;
    }
}
