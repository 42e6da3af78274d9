using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class SettingsDocumentationTests
{
    [Fact]
    public void Documentation_Table_IsTheOneInTheCode()
    {
        var documented = File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "configuration.md"))
            .Where(l => l.StartsWith("| `JobScheduler:", StringComparison.Ordinal));
        var described = new ServiceCollection().AddJobScheduler().AddHttp().DescribeSettings()
            .Select(s => $"| `{s.Key}` | `{s.Default}` | {s.Meaning} |");
        Assert.Equal(described, documented);
    }
}

/// <summary>Where these tests were built.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "JobScheduler.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run from a checkout."));
}
