using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Apply;

/// <summary>A field that two definitions do not have in common.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Before">Null: it had no value.</param>
/// <param name="After">Null: it will have none.</param>
internal readonly record struct Difference(string Path, string? Before, string? After)
{
    /// <summary>The differences, in the order of the fields.</summary>
    public static IReadOnlyList<Difference> Between(IReadOnlyList<DefinitionField> before, IReadOnlyList<DefinitionField> after)
    {
        var (old, made) = (ByPath(before), ByPath(after));
        return
        [
            .. after.Select(field => field.Path).Concat(before.Select(field => field.Path).Except(made.Keys, StringComparer.Ordinal))
                .Select(path => new Difference(path, old.GetValueOrDefault(path), made.GetValueOrDefault(path)))
                .Where(difference => difference.Before != difference.After),
        ];
    }

    /// <summary>For people: + new, - gone, ~ changed.</summary>
    public Line ToLine(int width)
    {
        var (sign, tone) = (Before, After) switch
        {
            (null, _) => ("+", Tone.Good),
            (_, null) => ("-", Tone.Bad),
            _ => ("~", Tone.Warning),
        };
        var line = new Line().Add("  ").Add(sign, tone).Add(" ").Add(new Piece(CleanText.Of(Path)), width + 2);
        return (Before, After) switch
        {
            (null, { } after) => line.Add(after, Tone.Good),
            ({ } before, null) => line.Add(before, Tone.Bad),
            _ => line.Add(Before!, Tone.Bad).Add(" -> ").Add(After!, Tone.Good),
        };
    }

    private static Dictionary<string, string?> ByPath(IReadOnlyList<DefinitionField> fields) =>
        // Names within a payload may contain dots: of two alike the last one counts.
        fields.GroupBy(field => field.Path, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal);
}
