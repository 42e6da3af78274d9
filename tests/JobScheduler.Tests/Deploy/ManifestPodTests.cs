using System.Globalization;
using System.Xml.Linq;
using JobScheduler.Http;
using JobScheduler.Tests.Architecture;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>What pods refer to, what they may do, and how they end.</summary>
public sealed class ManifestPodTests
{
    private const string Pod = "spec.template.spec";

    /// <summary>How much longer than the drain the silo's host waits.</summary>
    private const int HostMargin = 10;

    public static TheoryData<string> Overlays => new(Overlay.Names);

    [Theory]
    [MemberData(nameof(Overlays))]
    public void References_OfPods_LeadSomewhere(string name)
    {
        var overlay = new Overlay(name);
        var configMaps = overlay.OfKind("ConfigMap").Select(c => c.Text("metadata.name")!).Concat(overlay.GeneratedConfigMaps).ToList();
        var accounts = overlay.OfKind("ServiceAccount").Select(a => a.Text("metadata.name")).ToList();
        var readme = SourceTree.Read("k8s/README.md");
        foreach (var workload in overlay.Workloads)
        {
            var containers = Overlay.Containers(workload).ToList();
            Assert.Subset(configMaps.ToHashSet(), containers.SelectMany(c => c.Items("envFrom")).Select(e => e.Text("configMapRef.name")!).ToHashSet());
            Assert.Subset(configMaps.ToHashSet(), workload.Items($"{Pod}.volumes").Select(v => v.Text("configMap.name")).OfType<string>().ToHashSet());
            if (workload.Text($"{Pod}.serviceAccountName") is { } account)
                Assert.Contains(account, accounts);

            // Secrets are made by hand, as the page says.
            var secrets = containers.SelectMany(c => c.Items("env")).Select(e => e.At("valueFrom.secretKeyRef")).OfType<YamlNode>();
            Assert.All(secrets, s => Assert.Contains($"create secret generic {s.Text("name")}", readme, StringComparison.Ordinal));
            Assert.All(secrets, s => Assert.Contains($"--from-literal={s.Text("key")}=", readme, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Mounts_OfPods_HaveTheirVolumes(string name) => Assert.All(new Overlay(name).Workloads, workload =>
    {
        var volumes = workload.Items($"{Pod}.volumes").Select(v => v.Text("name"))
            .Concat(workload.Items("spec.volumeClaimTemplates").Select(c => c.Text("metadata.name"))).ToList();
        var mounted = Overlay.Containers(workload).SelectMany(c => c.Items("volumeMounts")).Select(m => m.Text("name"));
        Assert.Equal(volumes.Order(), mounted.Order());
    });

    [Theory]
    [MemberData(nameof(Overlays))]
    public void StatefulSets_ServiceNames_AreHeadlessServices(string name)
    {
        var overlay = new Overlay(name);
        Assert.All(overlay.OfKind("StatefulSet"), set =>
        {
            var service = Assert.Single(overlay.OfKind("Service"), s => s.Text("metadata.name") == set.Text("spec.serviceName"));
            Assert.Equal("None", service.Text("spec.clusterIP"));
            Assert.Equal("true", service.Text("spec.publishNotReadyAddresses"));
        });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pods_OfJobScheduler_AreConfined(string name) => Assert.All(OwnWorkloads(name), workload =>
    {
        Assert.Equal("true", workload.Text($"{Pod}.securityContext.runAsNonRoot"));
        Assert.Equal("RuntimeDefault", workload.Text($"{Pod}.securityContext.seccompProfile.type"));
        Assert.Equal("false", workload.Text($"{Pod}.automountServiceAccountToken"));
        Assert.All(Overlay.Containers(workload), container =>
        {
            Assert.Equal("false", container.Text("securityContext.allowPrivilegeEscalation"));
            Assert.Equal("true", container.Text("securityContext.readOnlyRootFilesystem"));
            Assert.Equal(["ALL"], container.Texts("securityContext.capabilities.drop"));
        });
    });

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Probes_OfJobScheduler_AskRoutesOfTheApi(string name)
    {
        var routes = ApiRoutes.All.Where(r => r.Method == "GET").Select(r => r.Path).ToList();
        foreach (var container in OwnWorkloads(name).SelectMany(Overlay.Containers))
        {
            Assert.Equal("/healthz", container.Text("livenessProbe.httpGet.path"));
            Assert.Equal("/readyz", container.Text("readinessProbe.httpGet.path"));
            foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
                Assert.Contains(container.Text($"{probe}.httpGet.path"), routes);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Termination_OfJobScheduler_LeavesTimeToDrain(string name)
    {
        var overlay = new Overlay(name);
        var settings = Assert.Single(overlay.OfKind("ConfigMap"), c => c.Text("metadata.name") == "jobscheduler-settings");
        var drain = TimeSpan.Parse(settings.Map("data")["JobScheduler__DrainTimeout"], CultureInfo.InvariantCulture).TotalSeconds;
        Assert.All(OwnWorkloads(name), workload =>
        {
            var wait = Overlay.Containers(workload).Sum(c => int.Parse(c.Text("lifecycle.preStop.sleep.seconds") ?? "0", CultureInfo.InvariantCulture));
            var grace = int.Parse(workload.Text($"{Pod}.terminationGracePeriodSeconds")!, CultureInfo.InvariantCulture);
            Assert.True(grace > wait + drain + HostMargin, $"{Overlay.Name(workload)}: {grace} s are not over {wait} + {drain} + {HostMargin} s.");
        });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Images_OfAnOverlay_AreOfAFixedVersion(string name)
    {
        var version = XDocument.Parse(SourceTree.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        var images = new Overlay(name).Workloads.SelectMany(Overlay.Containers).Select(c => c.Text("image")!).ToList();
        Assert.All(images, i => Assert.Matches(@"^[a-z/-]+:\d+\.\d+(\.\d+)?$", i));
        Assert.All(images.Where(i => i.StartsWith("jobscheduler", StringComparison.Ordinal)), i => Assert.EndsWith(":" + version, i, StringComparison.Ordinal));
    }

    private static IEnumerable<YamlMappingNode> OwnWorkloads(string overlay)
    {
        var own = new Overlay(overlay).Selected(new Dictionary<string, string> { ["app.kubernetes.io/name"] = "jobscheduler" }).ToList();
        Assert.Equal(2, own.Count);
        return own;
    }
}
