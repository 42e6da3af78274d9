using JobScheduler.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Cluster;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void Documentation_Table_IsTheOneInTheCode()
    {
        var documented = File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "cluster.md"))
            .Where(line => line.StartsWith("| `JobScheduler:", StringComparison.Ordinal));
        var described = new ServiceCollection().AddJobSchedulerCluster(new ConfigurationBuilder().Build()).DescribeSettings()
            .Where(setting => setting.Key == "JobScheduler:Role" || setting.Key.StartsWith("JobScheduler:Orleans:", StringComparison.Ordinal))
            .Select(setting => $"| `{setting.Key}` | `{setting.Default}` | {setting.Meaning} |");
        Assert.Equal(described, documented);
    }
}
