using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests.Flows;

/// <summary>An open page while the silo goes and comes back.</summary>
[Collection(BrowserTests.Name)]
public sealed class RestartTests(BrowserWorld world)
{
    private const string Job = """{"job_type":"echo","tags":["across-a-restart"]}""";

    [BrowserFact]
    public async Task List_AcrossARestart_SaysThatItIsLostAndGoesOnByItself()
    {
        await using var visit = await world.OpenAsync("jobs?tag=across-a-restart");
        var rows = visit.Page.Locator(".table-rows .job-row .state-completed");
        await visit.Page.GetByText("No job matches").WaitForAsync();
        await visit.Page.EvaluateAsync("() => { window.neverReloaded = true; }");

        // 1. A job that somebody else submits is there without a click.
        await world.PostAsync("v1/jobs", Job);
        await Assertions.Expect(rows).ToHaveCountAsync(1, new() { Timeout = 30_000 });

        // 2. Gone: it says so, and what was seen stays.
        await world.Silo.StopAsync();
        var lost = visit.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "No connection to the scheduler" });
        await lost.WaitForAsync();
        Assert.Equal(1, await rows.CountAsync());

        // 3. Back: the same page goes on.
        await world.Silo.StartAsync();
        await lost.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await world.PostAsync("v1/jobs", Job);
        await Assertions.Expect(rows).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => window.neverReloaded === true"));
    }
}
