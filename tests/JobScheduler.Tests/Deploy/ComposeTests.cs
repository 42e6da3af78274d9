using System.Xml.Linq;
using JobScheduler.Tests.Architecture;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>The compose file, the image it builds, and the pods' ports agree.</summary>
public sealed class ComposeTests
{
    private const string Folder = "deploy/compose";
    private static readonly YamlMappingNode Compose = Yaml.Documents($"{Folder}/compose.yaml").Single();
    private static readonly string Dockerfile = SourceTree.Read("deploy/container/Dockerfile");

    private static readonly string[] KnownFields =
    [
        "image", "build", "command", "depends_on", "restart", "stop_grace_period", "read_only", "tmpfs", "cap_drop", "security_opt", "environment",
        "volumes", "healthcheck", "deploy", "ports",
    ];

    private static Dictionary<string, YamlNode> Services =>
        ((YamlMappingNode)Compose.At("services")!).Children.ToDictionary(e => ((YamlScalarNode)e.Key).Value!, e => e.Value);

    [Fact]
    public void Services_OfTheFile_AreThoseOfACluster()
    {
        Assert.Equal(["cassandra", "silo", "gateway"], Services.Keys);
        Assert.Equal("3", Services["silo"].Text("deploy.replicas"));
        Assert.Equal(["127.0.0.1:8080:8080"], Services["gateway"].Texts("ports"));
        Assert.All(Services.Values, s => Assert.Subset(
            KnownFields.ToHashSet(), ((YamlMappingNode)s).Children.Keys.Select(k => ((YamlScalarNode)k).Value!).ToHashSet()));
    }

    [Fact]
    public void Dependencies_OfServices_CanCome() => Assert.All(Services.Values, service =>
    {
        foreach (var (key, value) in service.At("depends_on") as YamlMappingNode ?? new YamlMappingNode())
        {
            var needed = Services[((YamlScalarNode)key).Value!];
            if (value.Text("condition") == "service_healthy")
                Assert.NotNull(needed.At("healthcheck.test"));
        }
    });

    [Fact]
    public void Volumes_OfServices_AreThere() => Assert.All(Services.Values.SelectMany(s => s.Texts("volumes")), volume =>
    {
        var source = volume.Split(':')[0];
        if (source[0] == '.')
            Assert.True(File.Exists(Path.Combine(SourceTree.Root, Folder, source)), volume);
        else
            Assert.NotNull(Compose.At($"volumes.{source}"));
    });

    [Fact]
    public void Images_OfServices_AreThoseOfK8s()
    {
        var version = XDocument.Parse(SourceTree.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        var deployed = new Overlay("cassandra").Workloads.SelectMany(Overlay.Containers).Select(c => c.Text("image")).ToList();
        Assert.All(Services.Values, s => Assert.Contains(s.Text("image"), deployed));
        Assert.Contains($"jobscheduler-cluster:{version} ", Dockerfile, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Services_OfJobScheduler_AreConfinedAndDrain(string name)
    {
        var service = Services[name];
        Assert.Equal(name, service.Text("environment.JobScheduler__Role"));
        Assert.Equal("true", service.Text("read_only"));
        Assert.Equal(["ALL"], service.Texts("cap_drop"));
        Assert.Equal("45s", service.Text("stop_grace_period"));
        Assert.Equal("deploy/container/Dockerfile", service.Text("build.dockerfile"));
        Assert.All(service.Map("build.args").Keys, arg => Assert.Contains($"ARG {arg}=", Dockerfile, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_OfTheDockerfile_IsSmallAndWithoutRights()
    {
        Assert.Matches(@"(?m)^FROM mcr\.microsoft\.com/dotnet/aspnet:10\.0-noble-chiseled-extra$", Dockerfile);
        Assert.Contains("\nUSER $APP_UID\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("\nARG JOBSCHEDULER_ENGINE=Embedded\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("\nENTRYPOINT [\"dotnet\", \"JobScheduler.Silo.dll\"]", Dockerfile, StringComparison.Ordinal);
        var silo = Assert.Single(new Overlay("cassandra").Workloads, w => w.Text("metadata.name") == "silo");
        var ports = string.Join(' ', Overlay.Containers(silo).SelectMany(c => c.Items("ports")).Select(p => p.Text("containerPort")));
        Assert.Contains($"\nEXPOSE {ports}\n", Dockerfile, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy/compose/cassandra.yaml")]
    [InlineData("k8s/overlays/cassandra/cassandra-config.yaml")]
    public void Cassandra_OfAnExample_AnswersWhenOnDisk(string file)
    {
        var settings = Assert.Single(Yaml.Documents(file));
        Assert.Equal("batch", settings.Text("commitlog_sync"));
        Assert.Equal("v2", settings.Text("paxos_variant"));
    }
}
