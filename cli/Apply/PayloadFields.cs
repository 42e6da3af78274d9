using System.Text.Json;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Apply;

/// <summary>A payload value by value, members in the order of their names: spelled as the server compares them.</summary>
internal static class PayloadFields
{
    public static IEnumerable<DefinitionField> Of(string path, RawJson? payload)
    {
        if (payload is null)
            return [];
        using var document = JsonDocument.Parse(payload.Utf8);
        return [.. Of(path, document.RootElement)];
    }

    private static IEnumerable<DefinitionField> Of(string path, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.EnumerateObject().Any() =>
            json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).SelectMany(member => Of($"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array when json.GetArrayLength() > 0 => json.EnumerateArray().SelectMany((item, i) => Of($"{path}[{i}]", item)),
        _ => [new(path, JsonOutput.OnOneLine(json))],
    };
}
