using System.Text.Json;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>What axe finds wrong with the page for those who do not see it or have no mouse. https://github.com/dequelabs/axe-core</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(BrowserWorld world, Scene scene)
{
    private static readonly string[] Views =
        ["", "jobs", "jobs/{failed}", "dead-letters", "schedules", "schedules/heartbeat", "submit?job_type=http", "submit?when=cron", "queues", "nodes", "partitions", "settings", "nowhere"];

    public static TheoryData<string, string> ViewsAndLooks()
    {
        var data = new TheoryData<string, string>();
        foreach (var view in Views)
            data.Add(view, "light");
        foreach (var view in new[] { "", "jobs", "jobs/{failed}", "dead-letters", "submit?job_type=http" })
            data.Add(view, "dark");
        data.Add("", "phone");
        data.Add("jobs", "phone");
        return data;
    }

    [AxeTheory]
    [MemberData(nameof(ViewsAndLooks))]
    public async Task View_InEachLook_HasNoSeriousIssue(string view, string look)
    {
        await using var visit = await world.BeginAsync(Look.Named(look));
        await visit.GoAsync(new Uri(scene.Address, view.Replace("{failed}", scene.FailedJob, StringComparison.Ordinal)));
        await visit.SettleAsync();

        // By the browser's own tools, which the page's Content-Security-Policy does not bind.
        await visit.Page.EvaluateAsync(await File.ReadAllTextAsync(AxeTheoryAttribute.Script));
        var found = await visit.Page.EvaluateAsync<JsonElement>("() => axe.run()");

        Assert.Empty(found.GetProperty("violations").EnumerateArray().Where(IsSerious).Select(Describe));
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
