using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>The manifests fit Kubernetes' schema, and each other: what one names, another has.</summary>
public sealed partial class ManifestTests
{
    public static TheoryData<string> Overlays => new(Overlay.Names);

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Documents_OfAnOverlay_FitTheSchema(string name)
    {
        var overlay = new Overlay(name);
        Assert.True(overlay.Resources.Count > 12);
        Assert.Empty(overlay.Resources.Concat(overlay.Patches).SelectMany(r => ManifestSchema.Default.Problems(r).Select(p => $"{Overlay.Name(r)}: {p}")));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Names_OfAnOverlay_AreProperAndUnique(string name)
    {
        var names = new Overlay(name).Resources.Select(Overlay.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, n => Assert.Matches(ProperName(), n.Split('/')[1]));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Selectors_OfWorkloads_MatchTheirOwnPodsOnly(string name)
    {
        var overlay = new Overlay(name);
        Assert.All(overlay.Workloads, w => Assert.Same(w, Assert.Single(overlay.Selected(w.Map("spec.selector.matchLabels")))));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Selectors_OfEverythingElse_FindPods(string name)
    {
        var overlay = new Overlay(name);
        var selectors = overlay.OfKind("Service").Select(s => s.Map("spec.selector"))
            .Concat(overlay.OfKind("PodDisruptionBudget").Select(b => b.Map("spec.selector.matchLabels")))
            .Concat(overlay.OfKind("NetworkPolicy").SelectMany(PodSelectors))
            .Concat(overlay.Workloads.SelectMany(SpreadSelectors)).ToList();
        Assert.True(selectors.Count > 15);
        Assert.All(selectors, s => Assert.NotEmpty(overlay.Selected(s)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Ports_OfServices_AreThoseOfTheirPods(string name)
    {
        var overlay = new Overlay(name);
        Assert.All(overlay.OfKind("Service"), service => Assert.All(service.Items("spec.ports"), port =>
            Assert.All(overlay.Selected(service.Map("spec.selector")), w => Assert.Contains(port.Text("targetPort"), PortNames(w)))));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Ports_OfProbes_AreNamedByTheContainer(string name)
    {
        foreach (var container in new Overlay(name).Workloads.SelectMany(Overlay.Containers))
        {
            var named = container.Items("ports").Select(p => p.Text("name")).ToList();
            foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
                Assert.Contains(container.Text($"{probe}.httpGet.port") ?? container.Text($"{probe}.tcpSocket.port"), named);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Ports_OfNetworkPolicies_AreNamedByTheTarget(string name)
    {
        var overlay = new Overlay(name);
        foreach (var policy in overlay.OfKind("NetworkPolicy"))
        {
            var own = overlay.Selected(policy.Map("spec.podSelector.matchLabels")).ToList();
            AssertNamed(own, policy.Items("spec.ingress").SelectMany(rule => rule.Items("ports")));
            foreach (var rule in policy.Items("spec.egress"))
            {
                var peers = rule.Items("to").Where(p => p.At("podSelector") is not null).SelectMany(p => overlay.Selected(p.Map("podSelector.matchLabels")));
                AssertNamed([.. peers], rule.Items("ports"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Policies_OfAnOverlay_LeaveNoPodOpen(string name)
    {
        var overlay = new Overlay(name);
        var guarded = overlay.OfKind("NetworkPolicy").Where(p => p.Texts("spec.policyTypes").Contains("Ingress"))
            .SelectMany(p => overlay.Selected(p.Map("spec.podSelector.matchLabels"))).Distinct();
        Assert.Equal(overlay.Workloads.Select(Overlay.Name).Order(), guarded.Select(Overlay.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Autoscalers_OfAnOverlay_ScaleWhatIsThere(string name)
    {
        var overlay = new Overlay(name);
        foreach (var autoscaler in overlay.OfKind("HorizontalPodAutoscaler"))
        {
            var target = Assert.Single(
                overlay.Workloads, w => Overlay.Name(w) == $"{autoscaler.Text("spec.scaleTargetRef.kind")}/{autoscaler.Text("spec.scaleTargetRef.name")}");
            Assert.Equal(target.Text("apiVersion"), autoscaler.Text("spec.scaleTargetRef.apiVersion"));
            Assert.Equal(target.Text("spec.replicas"), autoscaler.Text("spec.minReplicas"));
        }
    }

    private static IEnumerable<Dictionary<string, string>> PodSelectors(YamlNode policy) =>
        policy.Items("spec.ingress").SelectMany(rule => rule.Items("from")).Concat(policy.Items("spec.egress").SelectMany(rule => rule.Items("to")))
            .Where(peer => peer.At("podSelector") is not null).Select(peer => peer.Map("podSelector.matchLabels"))
            .Append(policy.Map("spec.podSelector.matchLabels"));

    private static IEnumerable<Dictionary<string, string>> SpreadSelectors(YamlNode workload) =>
        workload.Items("spec.template.spec.topologySpreadConstraints")
            .Concat(workload.Items("spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"))
            .Select(s => s.Map("labelSelector.matchLabels"));

    private static IEnumerable<string?> PortNames(YamlNode workload) =>
        Overlay.Containers(workload).SelectMany(c => c.Items("ports")).Select(p => p.Text("name"));

    private static void AssertNamed(List<YamlMappingNode> workloads, IEnumerable<YamlNode> ports)
    {
        foreach (var port in ports.Select(p => p.Text("port")!).Where(p => !int.TryParse(p, out _)))
            Assert.All(workloads, w => Assert.Contains(port, PortNames(w)));
    }

    [GeneratedRegex("^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex ProperName();
}
