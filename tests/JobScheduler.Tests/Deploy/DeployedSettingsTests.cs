using System.Text.RegularExpressions;
using JobScheduler.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace JobScheduler.Tests.Deploy;

/// <summary>Every setting that a container is given is one.</summary>
public sealed partial class DeployedSettingsTests
{
    /// <summary>Settings of the cluster, which the embedded build has not.</summary>
    internal static readonly string[] OfTheCluster =
    [
        "JobScheduler:Role", "JobScheduler:Orleans:Clustering", "JobScheduler:Orleans:SiloPort", "JobScheduler:Orleans:GatewayPort",
        "JobScheduler:Orleans:AdvertisedAddress", "JobScheduler:Orleans:ClusterId", "JobScheduler:Orleans:ServiceId",
        "JobScheduler:Cassandra:ContactPoints:<n>", "JobScheduler:Cassandra:Keyspace", "JobScheduler:Cassandra:Datacenter",
        "JobScheduler:Cassandra:User", "JobScheduler:Cassandra:Password", "JobScheduler:Cassandra:Schema:ReplicationFactor",
    ];

    [Theory]
    [InlineData("k8s", 12)]
    [InlineData("deploy/compose", 9)]
    public void Settings_OfManifests_Exist(string folder, int atLeast)
    {
        var named = SourceTree.Files(folder, "*.yaml").SelectMany(Yaml.Documents).SelectMany(d => d.Everything())
            .OfType<YamlScalarNode>().Select(s => s.Value ?? "").Where(v => v.StartsWith("JobScheduler__", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(named.Count >= atLeast, $"Only {named.Count} settings were found.");
        Assert.All(named, n => Assert.True(IsSetting(n), $"{n} is no setting."));
    }

    [Fact]
    public void Settings_OfTheImage_Exist()
    {
        var named = Setting().Matches(SourceTree.Read("deploy/container/Dockerfile")).Select(m => m.Value).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.True(IsSetting(n), $"{n} is no setting."));
    }

    private static bool IsSetting(string variable)
    {
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        return new ServiceCollection().AddJobScheduler().AddHttp().DescribeSettings().Select(s => s.Key).Concat(OfTheCluster)
            .Any(known => Regex.IsMatch(key, $"^{Placeholder().Replace(Regex.Escape(known), "[^:]+")}$"));
    }

    [GeneratedRegex(@"<\w+>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"JobScheduler__\w+")]
    private static partial Regex Setting();
}
