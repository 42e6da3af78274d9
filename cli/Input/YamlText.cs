using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Cli.Input;

/// <summary>Reads YAML as the JSON it means.</summary>
internal static class YamlText
{
    // As the server's bound for JSON.
    private const int MostDepth = 64;

    // Anchors can make a few lines mean millions of values.
    private const int MostNodes = 100_000;

    /// <summary>All documents that are not empty.</summary>
    /// <exception cref="UsageException">It is no YAML, or means no JSON.</exception>
    public static IReadOnlyList<JsonElement> Read(string name, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var left = MostNodes;
            return
            [
                .. stream.Documents.Select(document => Convert(document.RootNode, MostDepth, ref left))
                    .Where(node => node is not null)
                    .Select(node => JsonSerializer.SerializeToElement(node)),
            ];
        }
        catch (YamlException e)
        {
            throw new UsageException($"{name}, line {e.Start.Line}: {e.Message}");
        }
    }

    private static JsonNode? Convert(YamlNode node, int depth, ref int left)
    {
        if (depth == 0 || --left < 0)
            throw new YamlException(node.Start, node.End, depth == 0 ? $"it is nested deeper than {MostDepth}" : $"it means more than {MostNodes} values");
        switch (node)
        {
            case YamlMappingNode mapping:
                var made = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    if (key is not YamlScalarNode { Value: { } name })
                        throw new YamlException(key.Start, key.End, "a key must be a word");
                    made[name] = Convert(value, depth - 1, ref left);
                }

                return made;
            case YamlSequenceNode sequence:
                var list = new JsonArray();
                foreach (var item in sequence.Children)
                    list.Add(Convert(item, depth - 1, ref left));
                return list;
            case YamlScalarNode scalar:
                return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? YamlScalars.Resolve(scalar.Value ?? "") : JsonValue.Create(scalar.Value ?? "");
            default:
                throw new YamlException(node.Start, node.End, "it is no mapping, list or word");
        }
    }
}
