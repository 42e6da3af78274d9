using System.Text.Json;

namespace JobScheduler.Cli.Input;

/// <summary>One document of a file.</summary>
/// <param name="Name">Where it stands, for messages.</param>
/// <param name="Root">What it holds.</param>
internal sealed record SourceDocument(string Name, JsonElement Root)
{
    private const string Items = "items";

    /// <summary>
    /// The documents of a text: JSON (one value, several in a row, or lines of them) or YAML (one or many, between <c>---</c>). An array,
    /// and a list as jobctl writes it (<c>items</c>), are as many documents as they have entries.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <param name="text">The file's text.</param>
    /// <exception cref="UsageException">It is neither.</exception>
    public static IReadOnlyList<SourceDocument> Read(string name, string text)
    {
        var roots = JsonText.TryRead(text) ?? YamlText.Read(name, text);
        var entries = roots.SelectMany(Entries).ToList();
        if (entries.Count == 0)
            throw new UsageException($"{name} holds no document.");
        return [.. entries.Select((root, i) => new SourceDocument(entries.Count == 1 ? name : $"{name}, document {i + 1}", root))];
    }

    private static IEnumerable<JsonElement> Entries(JsonElement root) => root switch
    {
        { ValueKind: JsonValueKind.Array } => root.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } when root.TryGetProperty(Items, out var items) && items.ValueKind == JsonValueKind.Array => items.EnumerateArray(),
        _ => [root],
    };
}
