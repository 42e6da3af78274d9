using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests.Flows;

/// <summary>A schedule, from the form to its first jobs, by the page only.</summary>
[Collection(BrowserTests.Name)]
public sealed class ScheduleFlowTests(BrowserWorld world)
{
    [BrowserFact]
    public async Task Create_Fire_Pause_Edit_Delete()
    {
        await using var visit = await world.OpenAsync("submit?when=cron&job_type=echo");
        var page = visit.Page;
        await visit.Field("Schedule id").FillAsync("by-the-page");
        await visit.Field("Cron expression").FillAsync("@every 2s");
        await page.Locator(".preview-sentence").WaitForAsync();
        await visit.ClickAsync("Create the schedule");

        // 1. It fires while one looks, and its jobs are linked.
        await page.GetByRole(AriaRole.Heading, new() { Name = "by-the-page" }).WaitForAsync();
        await page.Locator(".mark-word.mark-fired").First.WaitForAsync();
        await page.Locator(".decisions .badge.state-completed").First.WaitForAsync();

        // 2. A pause says who and why.
        await visit.ClickAsync("Pause…");
        await visit.Field("Why").FillAsync("by a test");
        await visit.Field("Your name").FillAsync("ana");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.Locator(".notice", new() { HasText = "“by a test”" }).WaitForAsync();
        var stored = await world.GetAsync("v1/schedules/by-the-page");
        Assert.Equal(("ana", "by a test", true), ((string?)stored["paused_by"], (string?)stored["note"], (bool?)stored["paused"]));

        // 3. A backfill counts before it makes anything.
        await visit.ClickAsync("Backfill…");
        await visit.Field("From").FillAsync("2026-01-01T00:00:01");
        await visit.Field("Before").FillAsync("2026-01-01T00:00:21");
        await page.GetByRole(AriaRole.Dialog).GetByText("10 jobs would be made").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");

        // 4. Its definition is changed, then it goes.
        await visit.ClickAsync("Edit");
        await visit.Field("Cron expression").FillAsync("0 9 * * MON-FRI");
        await visit.ClickAsync("Save");
        await page.Locator(".lead", new() { HasText = "0 9 * * MON-FRI" }).WaitForAsync(); // what is shown is what is deleted
        await visit.ClickAsync("Delete…");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Schedules", Exact = true }).WaitForAsync();
        Assert.DoesNotContain(
            (await world.GetAsync("v1/schedules"))["items"]!.AsArray(), schedule => (string?)schedule!["id"] == "by-the-page");
    }

    [BrowserFact]
    public async Task Create_ACronThatIsNone_IsMarkedAtItsPlaceWhileOneTypes()
    {
        await using var visit = await world.OpenAsync("submit?when=cron&job_type=echo");

        await visit.Field("Cron expression").FillAsync("0 25 * * *");

        await visit.Page.Locator(".field-bad", new() { HasText = "Cron expression" }).WaitForAsync();
        Assert.Contains("^", await visit.Page.Locator(".cron-place").InnerTextAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Create_ATimeThatAClockChangeSkips_SaysSo()
    {
        await using var visit = await world.OpenAsync("submit?when=cron&job_type=echo");

        await visit.Field("Cron expression").FillAsync("30 2 28 3 *");
        await visit.Field("Time zone").FillAsync("Europe/Berlin");

        await visit.Page.Locator(".preview .notice-note").First.WaitForAsync();
    }
}
