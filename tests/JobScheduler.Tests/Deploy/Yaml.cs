using JobScheduler.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>Reading YAML of the checkout, merge keys and aliases resolved; a key that is given twice is an error.</summary>
internal static class Yaml
{
    /// <summary>All documents of a file; each must be a mapping.</summary>
    public static IReadOnlyList<YamlMappingNode> Documents(string file) => Parse(SourceTree.Read(file));

    public static IReadOnlyList<YamlMappingNode> Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }

    /// <summary>The node at a path as <c>spec.template.metadata</c>; null if there is none.</summary>
    public static YamlNode? At(this YamlNode node, string path)
    {
        YamlNode? at = node;
        foreach (var step in path.Split('.'))
            at = at is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(step), out var child) ? child : null;
        return at;
    }

    public static string? Text(this YamlNode node, string path) => (node.At(path) as YamlScalarNode)?.Value;

    /// <summary>The items of a list at a path; none if there is no list.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode node, string path) => node.At(path) as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    /// <summary>The texts of a list at a path.</summary>
    public static IEnumerable<string> Texts(this YamlNode node, string path) => node.Items(path).Select(i => ((YamlScalarNode)i).Value!);

    /// <summary>The texts of a mapping at a path; empty if there is none.</summary>
    public static Dictionary<string, string> Map(this YamlNode node, string path) => node.At(path) is YamlMappingNode map
        ? map.Children.ToDictionary(e => ((YamlScalarNode)e.Key).Value!, e => ((YamlScalarNode)e.Value).Value!)
        : [];

    /// <summary>The node and everything below it.</summary>
    public static IEnumerable<YamlNode> Everything(this YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(e => e.Key.Everything().Concat(e.Value.Everything())).Prepend(map),
        YamlSequenceNode list => list.SelectMany(Everything).Prepend(list),
        _ => [node],
    };
}
