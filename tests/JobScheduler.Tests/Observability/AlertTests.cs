using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobScheduler.Tests.Architecture;
using JobScheduler.Tests.Http.Metrics;
using Xunit;

namespace JobScheduler.Tests.Observability;

/// <summary>
/// What deploy/observability names exists: metrics on the page that a real node is compared with, a runbook and test cases for each
/// alert. That the alerts fire when they should is tested by promtool (scripts/observability-check).
/// </summary>
public sealed partial class AlertTests
{
    private const string Folder = "deploy/observability/";
    private static readonly string Rules = SourceTree.Read(Folder + "prometheus-rules.yml");
    private static readonly string[] Alerts = [.. AlertName().Matches(Rules).Select(match => match.Groups[1].Value)];

    [Theory]
    [InlineData("prometheus-rules.yml", 15)]
    [InlineData("prometheus-rules.test.yml", 15)]
    [InlineData("grafana-dashboard.json", 30)]
    public void MetricNames_OfAFile_AreOnThePage(string file, int atLeast)
    {
        var known = MetricsPage.Rows
            .SelectMany(row => row.Type == "histogram" ? new[] { "_bucket", "_sum", "_count" }.Select(suffix => row.Prometheus + suffix) : [row.Prometheus]).ToHashSet();

        var named = MetricName().Matches(SourceTree.Read(Folder + file)).Select(match => match.Value).Distinct().ToList();

        Assert.True(named.Count >= atLeast, $"only {named.Count} names were found");
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public void Runbooks_AlertsAndPages_AreTheSame()
    {
        var pages = SourceTree.Files("docs/runbooks", "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "README");

        Assert.Equal(Alerts.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Runbooks_LinksOfAlerts_LeadToThePageOfTheAlert()
    {
        var links = RunbookUrl().Matches(Rules).Select(match => match.Groups[1].Value).ToList();
        var index = SourceTree.Read("docs/runbooks/README.md");

        Assert.Equal(Alerts.Select(alert => $"docs/runbooks/{alert}.md"), links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(SourceTree.Root, link)), link));
        Assert.All(Alerts, alert => Assert.Contains($"| [{alert}]({alert}.md) |", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Runbooks_Pages_SayMeaningLookAndFix() => Assert.All(Alerts, alert =>
    {
        var page = SourceTree.Read($"docs/runbooks/{alert}.md");
        Assert.StartsWith($"# {alert}\n\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Look at\n\n- ", page, StringComparison.Ordinal);
        Assert.Contains("\n## Fix\n\n- ", page, StringComparison.Ordinal);
    });

    [Fact]
    public void Runbooks_Pages_ShowTheExpressionOfTheAlert() => Assert.All(Alerts, alert =>
    {
        var rule = Rules[Rules.IndexOf($"- alert: {alert}\n", StringComparison.Ordinal)..];
        var expression = Expression().Match(rule).Groups[1].Value;
        var shown = SourceTree.Read($"docs/runbooks/{alert}.md").Split("```")[1];

        Assert.NotEqual("", expression);
        Assert.Equal(Words(expression), Words(shown));
    });

    [Fact]
    public void Cases_OfEachAlert_AreFiringAndQuiet()
    {
        var cases = Case().Matches(SourceTree.Read(Folder + "prometheus-rules.test.yml")).ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value == " []");

        Assert.Equal(Alerts.Order(StringComparer.Ordinal), cases.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.All(cases, group => Assert.Equal([false, true], group.Distinct().Order()));
    }

    [Fact]
    public void Dashboard_Panels_HaveIdsOfTheirOwnAndQueries()
    {
        var panels = JsonNode.Parse(SourceTree.Read(Folder + "grafana-dashboard.json"))!["panels"]!.AsArray().Select(panel => panel!.AsObject()).ToList();

        Assert.Equal(panels.Count, panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        Assert.All(
            panels.Where(panel => (string?)panel["type"] != "row"),
            panel => Assert.All(panel["targets"]!.AsArray(), target => Assert.NotEqual("", (string?)target!["expr"])));
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"\b(jobscheduler|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"runbook_url: (\S+)")]
    private static partial Regex RunbookUrl();

    [GeneratedRegex(@"expr: (?:>-\n)?(.*?)\n        (?:for|labels):", RegexOptions.Singleline)]
    private static partial Regex Expression();

    [GeneratedRegex(@"alertname: (\w+)\n\s+exp_alerts:( \[\])?")]
    private static partial Regex Case();
}
