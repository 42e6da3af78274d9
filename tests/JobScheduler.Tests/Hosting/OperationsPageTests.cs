using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>
/// <c>docs/operations.md</c> lists every setting, metric and alert, as the code, <c>docs/metrics.md</c> and the rules have them.
/// <c>JOBSCHEDULER_UPDATE_DOCS=1</c> writes the lists instead.
/// </summary>
public sealed partial class OperationsPageTests
{
    private static readonly string Page = Path.Combine(Checkout.Root, "docs", "operations.md");

    [Fact]
    public void Settings_InTheCode_AreListedWithTheirDefaults() => AssertListed("settings",
    [
        "| key | default |", "|---|---|",
        .. new ServiceCollection().AddJobScheduler().AddHttp().DescribeSettings().Select(setting => $"| `{setting.Key}` | `{setting.Default}` |"),
    ]);

    [Fact]
    public void Metrics_OfTheirPage_AreListed() => AssertListed("metrics",
    [
        "| in Prometheus | type | meaning |", "|---|---|---|",
        .. File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "metrics.md")).Select(line => MetricRow().Match(line)).Where(match => match.Success)
            .Select(match => $"| `{match.Groups["name"].Value}` | {match.Groups["type"].Value} | {match.Groups["meaning"].Value} |"),
    ]);

    [Fact]
    public void Alerts_OfTheRules_AreListedWithTheirRunbooks() => AssertListed("alerts",
    [
        "| alert | severity | meaning |", "|---|---|---|",
        .. Alert().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "deploy", "observability", "prometheus-rules.yml")))
            .Select(match => match.Groups)
            .Select(alert => $"| [{alert["name"].Value}](runbooks/{alert["name"].Value}.md) | {alert["severity"].Value} | {alert["summary"].Value} |"),
    ]);

    private static void AssertListed(string list, string[] expected)
    {
        Assert.True(expected.Length > 10, $"Only {expected.Length} lines were found for the list of {list}.");
        var lines = File.ReadAllLines(Page).ToList();
        var begin = lines.IndexOf($"<!-- {list} -->");
        Assert.True(begin >= 0, $"operations.md has no list of {list}.");
        var listed = lines.Skip(begin + 1).SkipWhile(line => line.Length == 0).TakeWhile(line => line.StartsWith('|')).ToArray();
        if (Environment.GetEnvironmentVariable("JOBSCHEDULER_UPDATE_DOCS") == "1")
        {
            var end = lines.FindIndex(begin + 1, line => line.Length > 0 && !line.StartsWith('|'));
            lines.RemoveRange(begin + 1, (end < 0 ? lines.Count : end) - begin - 1);
            lines.InsertRange(begin + 1, end < 0 ? ["", .. expected] : ["", .. expected, ""]);
            File.WriteAllText(Page, string.Join('\n', lines) + "\n");
            return;
        }

        Assert.Equal(expected, listed);
    }

    [GeneratedRegex(@"^\| `[a-z_.]+` \| `(?<name>[a-z_]+)` \| (?<type>\w+) \|[^|]*\| (?<meaning>[^|]+) \|$")]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n(?:(?!- alert:)[\s\S])*?severity: (?<severity>\w+)\n(?:(?!- alert:)[\s\S])*?summary: (?<summary>[^\n]+)")]
    private static partial Regex Alert();
}
