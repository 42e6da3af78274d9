using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>The page as a visitor of the real silo gets it.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageTests(BrowserWorld world)
{
    [BrowserTheory]
    [InlineData("")]
    [InlineData("queues")]
    [InlineData("schedules?theme=none")]
    public async Task Page_Opened_LoadsWithoutAComplaintAndFromNowhereElse(string path)
    {
        await using var visit = await world.OpenAsync(path);

        Assert.Contains("JobScheduler", await visit.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(world.Address.ToString(), await visit.Page.EvaluateAsync<string>("document.baseURI"));
        Assert.True(visit.Complaints.Length == 0, visit.Complaints);
        Assert.All(visit.Requested.Where(asked => asked.Scheme != "data"), asked => Assert.Equal(world.Address.Authority, asked.Authority));
    }

    [BrowserFact]
    public async Task Script_InTheMarkup_IsNotRun()
    {
        await using var visit = await world.OpenAsync();

        await visit.Page.EvaluateAsync("() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); }");

        Assert.False(await visit.Page.EvaluateAsync<bool>("'ran' in window"));
        Assert.Contains("script-src", visit.Complaints, StringComparison.Ordinal);
    }
}
