using JobScheduler.Tests.Architecture;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>What an overlay of k8s deploys: its resources and those of its base, before patches.</summary>
internal sealed class Overlay
{
    public static readonly string[] Names = ["cassandra", "scylladb"];

    public Overlay(string name)
    {
        Folder = $"k8s/overlays/{name}";
        Read(Folder);
    }

    public string Folder { get; }

    /// <summary>Every file that its kustomizations name, they themselves included.</summary>
    public List<string> Files { get; } = [];

    public List<YamlMappingNode> Resources { get; } = [];

    public List<YamlMappingNode> Patches { get; } = [];

    public List<string> GeneratedConfigMaps { get; } = [];

    /// <summary>Those that have pods.</summary>
    public IEnumerable<YamlMappingNode> Workloads => Resources.Where(r => r.At("spec.template") is not null);

    public IEnumerable<YamlMappingNode> OfKind(string kind) => Resources.Where(r => r.Text("kind") == kind);

    /// <summary>The workloads whose pods have all these labels.</summary>
    public IEnumerable<YamlMappingNode> Selected(IReadOnlyDictionary<string, string> labels) =>
        Workloads.Where(w => labels.All(w.Map("spec.template.metadata.labels").Contains));

    public static IEnumerable<YamlNode> Containers(YamlNode workload) => workload.Items("spec.template.spec.containers");

    /// <summary>For messages.</summary>
    public static string Name(YamlNode resource) => $"{resource.Text("kind")}/{resource.Text("metadata.name")}";

    private void Read(string folder)
    {
        var file = $"{folder}/kustomization.yaml";
        Files.Add(file);
        var kustomization = Yaml.Documents(file).Single();
        foreach (var resource in kustomization.Texts("resources"))
            ReadResource(Resolve(folder, resource));
        foreach (var patch in kustomization.Items("patches").Select(p => Resolve(folder, p.Text("path")!)))
        {
            Files.Add(patch);
            Patches.AddRange(Yaml.Documents(patch));
        }

        foreach (var generator in kustomization.Items("configMapGenerator"))
        {
            GeneratedConfigMaps.Add(generator.Text("name")!);
            Files.AddRange(generator.Texts("files").Select(f => Resolve(folder, f.Split('=')[^1])));
        }
    }

    private void ReadResource(string path)
    {
        if (Directory.Exists(Path.Combine(SourceTree.Root, path)))
        {
            Read(path);
            return;
        }

        Files.Add(path);
        Resources.AddRange(Yaml.Documents(path));
    }

    private static string Resolve(string folder, string path) =>
        Path.GetRelativePath(SourceTree.Root, Path.GetFullPath(path, Path.Combine(SourceTree.Root, folder))).Replace('\\', '/');
}
