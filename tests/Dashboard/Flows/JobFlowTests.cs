using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests.Flows;

/// <summary>One job, from the form to its end, by the page only.</summary>
[Collection(BrowserTests.Name)]
public sealed class JobFlowTests(BrowserWorld world)
{
    [BrowserFact]
    public async Task Submit_APayloadOfBigNumbers_CompletesAndIsShownTokenForToken()
    {
        await using var visit = await world.OpenAsync("submit");
        await visit.Field("Job type").FillAsync("echo");
        await visit.Field("JSON").FillAsync("""{"big": 12345678901234567890, "one": 1.0}""");
        await visit.ClickAsync("Submit the job");

        await visit.SeeStateAsync("completed");
        Assert.Contains("12345678901234567890", await visit.Panel("Result").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("1.0", await visit.Panel("Result").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(visit.Complaints.Length == 0, visit.Complaints);
    }

    [BrowserFact]
    public async Task Submit_ByTheFormOfTheTypesSchema_RunsAndIsSeenToEnd()
    {
        await using var visit = await world.OpenAsync("submit?job_type=sleep");
        await visit.Field("duration_ms").FillAsync("1500");
        await visit.ClickAsync("Submit the job");

        await visit.SeeStateAsync("running");
        await visit.SeeStateAsync("completed");
    }

    [BrowserFact]
    public async Task Submit_WhatTheServerRefuses_IsMarkedAtItsFieldsAndStoresNothing()
    {
        await using var visit = await world.OpenAsync("submit?job_type=http");
        await visit.Field("url").FillAsync("nowhere");
        await visit.Page.GetByText("Queue, retries, tags and keys").ClickAsync();
        await visit.Field("Priority").FillAsync("5000");
        await visit.Field("Tags").FillAsync("refused-by-the-server");
        await visit.ClickAsync("Submit the job");

        await visit.Page.Locator(".field-bad", new() { HasText = "Priority" }).WaitForAsync();
        await visit.Page.Locator(".field-bad", new() { HasText = "url" }).WaitForAsync();
        Assert.Empty((await world.GetAsync("v1/jobs?tag=refused-by-the-server"))["items"]!.AsArray());
    }

    [BrowserFact]
    public async Task Cancel_OfARunningJob_StopsIt()
    {
        await using var visit = await world.OpenAsync("submit?job_type=sleep");
        await visit.Field("duration_ms").FillAsync("600000");
        await visit.ClickAsync("Submit the job");
        await visit.SeeStateAsync("running");

        await visit.ClickAsync("Cancel");

        await visit.SeeStateAsync("cancelled");
    }

    [BrowserFact]
    public async Task Fail_ReadItsLog_Replay_Completes()
    {
        await using var target = await Target.StartAsync();
        await using var visit = await world.OpenAsync("submit?job_type=http");
        await visit.Field("url").FillAsync(target.Address + "/order");
        await visit.Page.GetByText("Queue, retries, tags and keys").ClickAsync();
        await visit.Field("Attempts").FillAsync("1");
        await visit.ClickAsync("Submit the job");
        await visit.SeeStateAsync("failed");

        // 1. Why: the error, and what the handler logged.
        await visit.Page.GetByText("http_status_503").First.WaitForAsync();
        var log = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Log of attempt 1" });
        Assert.Contains($"GET {target.Address}/order", await log.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("503 Service Unavailable", await log.InnerTextAsync(), StringComparison.Ordinal);

        // 2. The cause is mended, and the job runs again where it stands.
        target.Mend();
        await visit.ClickAsync("Replay");
        await visit.SeeStateAsync("completed");
        Assert.Contains("done", await visit.Panel("Result").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await visit.Page.Locator(".attempt").CountAsync());
    }

    [BrowserFact]
    public async Task SubmitAgain_WithChanges_IsAnotherJob()
    {
        await using var visit = await world.OpenAsync("submit?job_type=echo");
        await visit.Field("JSON").FillAsync("""{"n": 1}""");
        await visit.ClickAsync("Submit the job");
        await visit.SeeStateAsync("completed");
        var first = visit.Page.Url;

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Submit again with changes" }).ClickAsync();
        await Assertions.Expect(visit.Field("JSON")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("\"n\": 1"));
        await visit.Field("JSON").FillAsync("""{"n": 2}""");
        await visit.ClickAsync("Submit the job");
        await visit.SeeStateAsync("completed");

        Assert.NotEqual(first, visit.Page.Url);
        Assert.Contains("2", await visit.Panel("Result").InnerTextAsync(), StringComparison.Ordinal);
    }
}
