using System.Diagnostics;
using JobScheduler.Tests.Architecture;
using Xunit;

namespace JobScheduler.Tests.Deploy;

/// <summary>The kustomizations name what is there, and everything that is there.</summary>
public sealed class KustomizationTests
{
    public static TheoryData<string> Overlays => new(Overlay.Names);

    [Fact]
    public void Files_OfK8s_AreAllDeployed()
    {
        var named = Overlay.Names.SelectMany(name => new Overlay(name).Files).Distinct();
        Assert.Equal(SourceTree.Files("k8s", "*.yaml").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kustomizations_OfK8s_FitTheSchema() =>
        Assert.All(SourceTree.Files("k8s", "kustomization.yaml"), file =>
            Assert.Empty(ManifestSchema.Default.Problems(Assert.Single(Yaml.Documents(file)))));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Patches_OfAnOverlay_ChangeWhatIsThere(string name)
    {
        var overlay = new Overlay(name);
        Assert.All(overlay.Patches, patch => Assert.Contains(Overlay.Name(patch), overlay.Resources.Select(Overlay.Name)));
    }

    [KubectlFact]
    public async Task Build_ByKubectl_GivesManifestsThatFitTheSchema()
    {
        foreach (var name in Overlay.Names)
        {
            var overlay = new Overlay(name);
            var built = Yaml.Parse(await KustomizeAsync(overlay.Folder));
            Assert.Equal(overlay.Resources.Count + overlay.GeneratedConfigMaps.Count, built.Count);
            Assert.Empty(built.SelectMany(ManifestSchema.Default.Problems));
            Assert.All(built.Where(d => d.Text("kind") != "Namespace"), d => Assert.Equal("jobscheduler", d.Text("metadata.namespace")));
        }
    }

    private static async Task<string> KustomizeAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", folder])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return await output;
    }
}
