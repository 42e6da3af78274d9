using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests.Flows;

/// <summary>What an operator does to many jobs, by the page only.</summary>
[Collection(BrowserTests.Name)]
public sealed class OperatorFlowTests(BrowserWorld world)
{
    [BrowserFact]
    public async Task Pause_AQueue_HoldsItsJobsUntilItIsResumed()
    {
        await world.PostAsync("v1/jobs", """{"job_type":"echo","queue":"held"}""");
        await using var queues = await world.OpenAsync("queues");
        var row = queues.Page.GetByRole(AriaRole.Row, new() { Name = "held" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Pause…" }).ClickAsync();
        await queues.Field("Why").FillAsync("looking into it");
        await queues.Page.Keyboard.PressAsync("Enter");
        await row.GetByText("“looking into it”").WaitForAsync();

        var id = (string)(await world.PostAsync("v1/jobs", """{"job_type":"echo","queue":"held"}"""))["job_id"]!;
        await using var job = await world.OpenAsync("jobs/" + id);
        await job.SeeStateAsync("queued");
        await job.Page.Locator(".why", new() { HasText = "is paused" }).WaitForAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await job.SeeStateAsync("completed");
    }

    [BrowserFact]
    public async Task Bulk_OverTheFilter_CountsAsksAndChangesAllOfIt()
    {
        const int jobs = 620; // more than one call's worth, and more than a page of the list
        var batch = new JsonArray();
        for (var i = 0; i < jobs; i++)
            batch.Add(new JsonObject { ["job_type"] = "echo", ["delay_ms"] = 3_600_000, ["tags"] = new JsonArray("in-bulk") });
        await world.PostAsync("v1/jobs:batch", new JsonObject { ["jobs"] = batch }.ToJsonString());
        await world.PostAsync("v1/jobs", """{"job_type":"echo","delay_ms":3600000,"tags":["spared"]}""");
        await using var visit = await world.OpenAsync("jobs?tag=in-bulk&state=scheduled");

        await visit.ClickAsync("Cancel…");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel 620 jobs" }).ClickAsync();
        await dialog.GetByText("620 cancelled").WaitForAsync();

        Assert.Empty((await world.GetAsync("v1/jobs?tag=in-bulk&state=scheduled"))["items"]!.AsArray());
        Assert.Single((await world.GetAsync("v1/jobs?tag=spared&state=scheduled"))["items"]!.AsArray());
    }

    [BrowserFact]
    public async Task DeadLetters_OfOneCause_AreReplayedAFewFirstThenTheRest()
    {
        await using var target = await Target.StartAsync();
        for (var i = 0; i < 8; i++)
        {
            var job = new JsonObject
            {
                ["job_type"] = "http",
                ["max_attempts"] = 1,
                ["tags"] = new JsonArray("canary"),
                ["payload"] = new JsonObject { ["url"] = $"{target.Address}/orders/{i}" },
            };
            await world.PostAsync("v1/jobs", job.ToJsonString());
        }

        await using var visit = await world.OpenAsync("jobs?tag=canary&state=failed");
        await visit.Page.GetByText("8 jobs, that is all.").WaitForAsync();
        await visit.Page.GotoAsync(new Uri(world.Address, "dead-letters").ToString());
        var group = visit.Page.Locator(".group", new() { HasText = "http_status_503" });
        await group.Locator(".group-head").ClickAsync();

        // 1. A canary of five, after the cause was mended.
        target.Mend();
        await visit.ClickAsync("Replay 5 first");
        await visit.Page.Locator(".canary", new() { HasText = "5 of 5 completed" }).WaitForAsync();

        // 2. Then the rest.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Replay the other" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Replay 3 jobs" }).ClickAsync();
        await dialog.GetByText("3 replayed").WaitForAsync();
        await dialog.GetByText("Close").Last.ClickAsync();
        await group.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [BrowserFact]
    public async Task Keyboard_Alone_FindsTicksAndOpensAJob()
    {
        await world.PostAsync("v1/jobs", """{"job_type":"echo","tags":["by-keys"]}""");
        await using var visit = await world.OpenAsync("jobs?tag=by-keys");
        await visit.Page.Locator(".table-rows .job-row").First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("?");
        await visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" }).WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("x");
        await visit.Page.GetByText("1 job ticked").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("o");

        await visit.SeeStateAsync("completed");
    }
}
