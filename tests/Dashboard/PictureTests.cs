using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>
/// The views of a scheduler that is at work, in each look. Pictures lie in artifacts/screenshots; with <c>JOBSCHEDULER_UPDATE_DOCS=1</c>
/// they become those of the docs too.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class PictureTests(BrowserWorld world, Scene scene)
{
    // What reaches out of the window so that the whole page can be scrolled sideways; what scrolls in itself may.
    private const string TooWide =
        """
        width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
          .filter(e => e.getBoundingClientRect().right > width && !e.closest('.scroll-x'))
          .map(e => `${e.tagName}.${e.className} ends at ${Math.round(e.getBoundingClientRect().right)}: ${e.textContent.slice(0, 50)}`)
        """;

    [BrowserTheory]
    [InlineData("overview", "", "light")]
    [InlineData("overview", "", "dark")]
    [InlineData("overview", "", "phone")]
    [InlineData("jobs", "jobs", "light")]
    [InlineData("jobs", "jobs", "phone")]
    [InlineData("job", "jobs/{failed}", "light")]
    [InlineData("job", "jobs/{failed}", "dark")]
    [InlineData("dead-letters", "dead-letters", "light")]
    [InlineData("schedules", "schedules", "light")]
    [InlineData("schedules", "schedules", "dark")]
    [InlineData("submit", "submit?job_type=http", "light")]
    public async Task View_InEachLook_FitsItsWindowAndIsPictured(string name, string path, string lookName)
    {
        var look = Look.Named(lookName);
        await using var visit = await world.BeginAsync(look);
        await visit.GoAsync(new Uri(scene.Address, path.Replace("{failed}", scene.FailedJob, StringComparison.Ordinal)));
        await visit.SettleAsync();

        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(TooWide, look.Width));
        Assert.True(visit.Complaints.Length == 0, visit.Complaints);
        await PictureAsync(visit, $"{name}-{look.Name}.png");
    }

    private static async Task PictureAsync(Visit visit, string name)
    {
        var picture = await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserWorld.Screenshots, name), Animations = ScreenshotAnimations.Disabled });
        Assert.True(picture.Length > 1000, $"{name} is empty.");
        if (Scene.IsForDocs)
            await File.WriteAllBytesAsync(Path.Combine(Checkout.Root, "docs", "images", name), picture);
    }
}
