using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JobScheduler.Cli.Input;

/// <summary>What a plain word means: the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema).</summary>
internal static partial class YamlScalars
{
    /// <summary>The value of a plain word.</summary>
    public static JsonNode? Resolve(string word) => word switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when Integer().IsMatch(word) && long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when Hexadecimal().IsMatch(word) && long.TryParse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        // As it is spelled, where JSON can spell it so: payloads are kept token for token.
        _ when JsonNumber().IsMatch(word) => JsonNode.Parse(word),
        _ when Float().IsMatch(word) => JsonValue.Create(double.Parse(word, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(word),
    };

    /// <summary>A text that another reader of YAML might take for something else when it is not quoted.</summary>
    public static bool LooksTyped(string text) =>
        Resolve(text) is not JsonValue value || !value.TryGetValue<string>(out _) || OlderWord().IsMatch(text);

    [GeneratedRegex("^[-+]?[0-9]+$")]
    private static partial Regex Integer();

    [GeneratedRegex("^0x[0-9a-fA-F]+$")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$")]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();

    // YAML 1.1: booleans, dates, base 60, and numbers with leading zeros or underscores.
    [GeneratedRegex(@"^([yY](es)?|YES|[nN]o?|NO|[oO]n|ON|[oO]ff|OFF|=|<<|[-+.0-9][-+.:_0-9a-fA-FTZx ]*)$")]
    private static partial Regex OlderWord();
}
