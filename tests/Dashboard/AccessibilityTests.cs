using System.Text.Json;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>What axe finds wrong with the page for those who do not see it or have no mouse. https://github.com/dequelabs/axe-core</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(BrowserWorld world, Scene scene)
{
    private static readonly string[] Views =
        ["", "jobs", "jobs/{failed}", "dead-letters", "submit?job_type=http", "schedules", "queues", "schedules/heartbeat", "submit?when=cron", "nodes", "partitions", "settings", "nowhere"];

    /// <summary>One visit goes through all views of a look: a new one for each would take most of the time.</summary>
    [AxeTheory]
    [InlineData("light", 13)]
    [InlineData("dark", 7)]
    [InlineData("phone", 3)]
    public async Task Views_InEachLook_HaveNoSeriousIssue(string look, int views)
    {
        await using var visit = await world.BeginAsync(Look.Named(look));
        var axe = await File.ReadAllTextAsync(AxeTheoryAttribute.Script);
        var issues = new List<string>();
        foreach (var view in Views.Take(views))
        {
            await visit.GoAsync(new Uri(scene.Address, view.Replace("{failed}", scene.FailedJob, StringComparison.Ordinal)));
            await visit.SettleAsync();

            // By the browser's own tools, which the page's Content-Security-Policy does not bind.
            await visit.Page.EvaluateAsync(axe);
            var found = await visit.Page.EvaluateAsync<JsonElement>("() => axe.run()");
            issues.AddRange(found.GetProperty("violations").EnumerateArray().Where(IsSerious).Select(violation => $"{view}: {Describe(violation)}"));
        }

        Assert.Empty(issues);
    }

    private static bool IsSerious(JsonElement violation) => violation.GetProperty("impact").GetString() is "serious" or "critical";

    private static string Describe(JsonElement violation) =>
        $"{violation.GetProperty("id")}: {violation.GetProperty("help")}: {string.Join(", ", violation.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("html")))}";
}

/// <summary>Tests that are skipped, visibly, without a browser or without axe.</summary>
public sealed class AxeTheoryAttribute : TheoryAttribute
{
    public AxeTheoryAttribute() => Skip = Chromium.Missing
        ?? (File.Exists(Script) ? null : "axe-core is not installed: run npm ci in dashboard/.");

    internal static string Script { get; } = Path.Combine(Checkout.Root, "dashboard", "node_modules", "axe-core", "axe.min.js");
}
