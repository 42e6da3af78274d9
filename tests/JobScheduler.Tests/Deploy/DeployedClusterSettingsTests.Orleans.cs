using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Deploy;

/// <summary>What the other build takes for settings of the cluster are some.</summary>
public sealed class DeployedClusterSettingsTests
{
    [Fact]
    public void Settings_OfTheCluster_AreThoseOfThisBuild()
    {
        var known = new ServiceCollection().AddJobSchedulerCluster(new ConfigurationBuilder().Build()).UseCassandra().DescribeSettings().Select(s => s.Key).ToList();
        Assert.All(DeployedSettingsTests.OfTheCluster, key => Assert.Contains(key, known));
    }
}
