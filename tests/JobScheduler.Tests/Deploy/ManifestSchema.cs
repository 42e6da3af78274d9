using System.Text.RegularExpressions;
using JobScheduler.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>Checks manifests against <c>kubernetes-schema.txt</c>: no field that is not known, none missing, none of another type.</summary>
internal sealed partial class ManifestSchema
{
    private readonly Dictionary<string, string> _versions = [];
    private readonly Dictionary<string, Dictionary<string, Field>> _shapes = [];

    private ManifestSchema(string text)
    {
        Dictionary<string, Field>? shape = null;
        foreach (var line in text.Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] != ' ')
                shape = Begin(words);
            else
                Array.ForEach(words, w => shape!.Add(Field.NameOf(w), Field.Parse(w)));
        }
    }

    public static ManifestSchema Default { get; } = new(SourceTree.Read("tests/JobScheduler.Tests/Deploy/kubernetes-schema.txt"));

    /// <summary>What is wrong with a document, each with the path to it.</summary>
    public IEnumerable<string> Problems(YamlMappingNode document)
    {
        var kind = document.Text("kind") ?? "";
        if (!_versions.TryGetValue(kind, out var version))
            return [$"kind: '{kind}' is not known"];
        if (document.Text("apiVersion") != version)
            return [$"apiVersion of a {kind}: '{document.Text("apiVersion")}' is not {version}"];
        return OfShape(document, kind, kind);
    }

    private Dictionary<string, Field> Begin(string[] words)
    {
        var shape = new Dictionary<string, Field>();
        if (words[0] == "kind")
        {
            _versions.Add(words[1], words[2]);
            shape.Add("apiVersion", new("text", IsNeeded: true, IsList: false));
            shape.Add("kind", new("text", IsNeeded: true, IsList: false));
        }

        _shapes.Add(words[1], shape);
        return shape;
    }

    private IEnumerable<string> OfShape(YamlNode node, string type, string path)
    {
        if (node is not YamlMappingNode map)
            return [$"{path}: a mapping is wanted"];
        var shape = _shapes[type];
        var given = map.Children.ToDictionary(e => ((YamlScalarNode)e.Key).Value!, e => e.Value);
        var missing = shape.Where(f => f.Value.IsNeeded && !given.ContainsKey(f.Key)).Select(f => $"{path}: {f.Key} is missing");
        return given.SelectMany(e => shape.TryGetValue(e.Key, out var field)
            ? OfField(e.Value, field, $"{path}.{e.Key}")
            : [$"{path}.{e.Key} is not known"]).Concat(missing);
    }

    private IEnumerable<string> OfField(YamlNode node, Field field, string path)
    {
        if (!field.IsList)
            return OfType(node, field.Type, path);
        return node is YamlSequenceNode { Children.Count: > 0 } list
            ? list.SelectMany((item, i) => OfType(item, field.Type, $"{path}[{i}]"))
            : [$"{path}: a list is wanted"];
    }

    private IEnumerable<string> OfType(YamlNode node, string type, string path) => type switch
    {
        "any" => [],
        "map" => node is YamlMappingNode map
            ? map.Children.SelectMany(e => OfType(e.Value, "text", $"{path}.{e.Key}"))
            : [$"{path}: a mapping is wanted"],
        _ when _shapes.ContainsKey(type) => OfShape(node, type, path),
        _ => node is YamlScalarNode { Value: { } value } scalar && Fits(value, scalar.Style == ScalarStyle.Plain, type)
            ? []
            : [$"{path}: '{node}' is no {type}"],
    };

    /// <summary>A number or truth value without quotes is not text to Kubernetes, and one with quotes is nothing else.</summary>
    private static bool Fits(string value, bool isPlain, string type) => type switch
    {
        "text" => !isPlain || !NotText().IsMatch(value),
        "int" => isPlain && int.TryParse(value, out _),
        "bool" => isPlain && value is "true" or "false",
        "quantity" => Quantity().IsMatch(value),
        "port" => isPlain && (int.TryParse(value, out var number) ? number is > 0 and < 65536 : PortName().IsMatch(value)),
        _ => throw new InvalidOperationException($"The schema names the type '{type}', and does not say what it is."),
    };

    [GeneratedRegex(@"^(|~|null|true|false|yes|no|on|off|[-+]?[0-9][0-9_]*(\.[0-9]*)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex NotText();

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$")]
    private static partial Regex Quantity();

    [GeneratedRegex("^(?=.{1,15}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex PortName();

    /// <param name="Type">What a value, or an item of the list, is.</param>
    /// <param name="IsNeeded">Whether it must be there.</param>
    /// <param name="IsList">Whether it is a list.</param>
    private sealed record Field(string Type, bool IsNeeded, bool IsList)
    {
        public static string NameOf(string word) => word.Split(':')[0].TrimEnd('!');

        public static Field Parse(string word)
        {
            var parts = word.Split(':');
            var type = parts.Length > 1 ? parts[1] : "text";
            return new(type.Replace("[]", "", StringComparison.Ordinal), parts[0].EndsWith('!'), type.EndsWith("[]", StringComparison.Ordinal));
        }
    }
}
