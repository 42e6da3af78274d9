using System.CommandLine.Parsing;
using System.Text.Json;

namespace JobScheduler.Cli.Input;

/// <summary>Closed sets of values by the names that the API gives them: snake_case.</summary>
internal static class Words
{
    /// <summary>A value's name.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>All names.</summary>
    public static string[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>The value of a name; null: it has none.</summary>
    public static T? Find<T>(string name)
        where T : struct, Enum
    {
        var index = Array.IndexOf(All<T>(), name);
        return index < 0 ? null : Enum.GetValues<T>()[index];
    }

    /// <summary>Reads an option's one word.</summary>
    public static T? Parse<T>(ArgumentResult result)
        where T : struct, Enum => ParseMany<T>(result) is [var value, ..] ? value : null;

    /// <summary>Reads words that stand alone or separated by commas.</summary>
    public static T[] ParseMany<T>(ArgumentResult result)
        where T : struct, Enum
    {
        var values = new List<T>();
        foreach (var word in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (Find<T>(word) is { } value)
                values.Add(value);
            else
                result.AddError($"'{word}' is none of: {string.Join(", ", All<T>())}.");
        }

        return [.. values];
    }
}
