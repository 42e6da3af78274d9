using Microsoft.Playwright;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>What a page elsewhere can do to the scheduler by its visitor's browser: open it, and nothing else.</summary>
[Collection(BrowserTests.Name)]
public sealed class ElsewhereTests(BrowserWorld world)
{
    private const string SameSite = "127.0.0.1";
    private const string Job = """{"job_type":"echo","tags":["elsewhere"]}""";

    [BrowserTheory]
    [InlineData(ForeignSite.Name, "no-cors", "text/plain")]
    [InlineData(ForeignSite.Name, "cors", "application/json")]
    [InlineData(SameSite, "no-cors", "text/plain")]
    [InlineData(SameSite, "cors", "application/json")]
    public async Task Submit_ByAScriptElsewhere_SubmitsNothing(string host, string mode, string type)
    {
        await using var visit = await VisitAsync(host);

        var outcome = await visit.Page.EvaluateAsync<string>(
            "([url, mode, type, body]) => fetch(url, { method: 'POST', mode, headers: { 'Content-Type': type }, body }).then(r => r.type, e => e.name)",
            new[] { Api("v1/jobs"), mode, type, Job });

        // A page elsewhere learns nothing either: the browser keeps even the refusal from it.
        Assert.Equal("TypeError", outcome);
        await AssertNothingSubmittedAsync();
    }

    [BrowserTheory]
    [InlineData(ForeignSite.Name)]
    [InlineData(SameSite)]
    public async Task Submit_ByAFormElsewhere_IsForbidden(string host)
    {
        await using var visit = await VisitAsync(host);

        var answer = await visit.Page.RunAndWaitForResponseAsync(
            () => visit.Page.EvaluateAsync(
                """
                ([url, body]) => {
                  const form = Object.assign(document.createElement('form'), { method: 'POST', enctype: 'text/plain', action: url });
                  form.append(Object.assign(document.createElement('input'), { name: body.slice(0, -1) + ',"x":"', value: '"}' }));
                  document.body.append(form);
                  form.submit();
                }
                """,
                new[] { Api("v1/jobs"), Job }),
            Api("v1/jobs"));

        Assert.Equal(403, answer.Status);
        await AssertNothingSubmittedAsync();
    }

    [BrowserTheory]
    [InlineData(ForeignSite.Name, "img")]
    [InlineData(ForeignSite.Name, "script")]
    [InlineData(SameSite, "img")]
    public async Task Element_ThatLoadsAnAnswer_IsKeptFromIt(string host, string element)
    {
        await using var visit = await VisitAsync(host);

        var why = await visit.FailureOfAsync(Api("v1/jobs"), () => AppendAsync(visit, element, Api("v1/jobs")));

        Assert.StartsWith("net::ERR_BLOCKED_BY_RESPONSE", why, StringComparison.Ordinal);
    }

    [BrowserTheory]
    [InlineData(ForeignSite.Name, "")]
    [InlineData(ForeignSite.Name, "v1/jobs")]
    [InlineData(SameSite, "")]
    public async Task Frame_ThatShowsTheScheduler_IsForbidden(string host, string path)
    {
        await using var visit = await VisitAsync(host);

        var answer = await visit.Page.RunAndWaitForResponseAsync(() => AppendAsync(visit, "iframe", Api(path)), Api(path));

        Assert.Equal(403, answer.Status);
        Assert.Equal("DENY", await answer.HeaderValueAsync("X-Frame-Options"));
    }

    [BrowserTheory]
    [InlineData(ForeignSite.Name)]
    [InlineData(SameSite)]
    public async Task Link_ToThePage_OpensIt(string host)
    {
        await using var visit = await VisitAsync(host);

        var answer = await FollowAsync(visit, Api(""));

        Assert.Equal(200, answer.Status);
        await visit.Page.Locator("h1, main").First.WaitForAsync();
        Assert.Contains("JobScheduler", await visit.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.True(visit.Complaints.Length == 0, visit.Complaints);
    }

    [BrowserTheory]
    [InlineData(ForeignSite.Name)]
    [InlineData(SameSite)]
    public async Task Link_ToTheApi_IsForbidden(string host)
    {
        await using var visit = await VisitAsync(host);

        var answer = await FollowAsync(visit, Api("v1/jobs"));

        Assert.Equal(403, answer.Status);
        Assert.Contains("forbidden-origin", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Name_ThatWasReboundToTheScheduler_IsForbiddenAndTheSettingNamed()
    {
        await using var visit = await world.BeginAsync();

        var answer = await visit.GoAsync(new UriBuilder(world.Address) { Host = ForeignSite.Name }.Uri);

        Assert.Equal(403, answer.Status);
        Assert.Contains("JobScheduler:Http:AllowedHosts", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Address_OfTheApiTyped_IsAnswered()
    {
        await using var visit = await world.BeginAsync();

        var answer = await visit.GoAsync(new Uri(world.Address, "v1/stats"));

        Assert.Equal(200, answer.Status);
    }

    private string Api(string path) => new Uri(world.Address, path).ToString();

    private async Task<Visit> VisitAsync(string host)
    {
        var visit = await world.BeginAsync();
        await visit.GoAsync(world.Elsewhere.At(host));
        return visit;
    }

    private static Task AppendAsync(Visit visit, string element, string address) => visit.Page.EvaluateAsync(
        "([name, src]) => { document.body.append(Object.assign(document.createElement(name), { src })); }", new[] { element, address });

    private static Task<IResponse> FollowAsync(Visit visit, string address) => visit.Page.RunAndWaitForResponseAsync(
        () => visit.Page.EvaluateAsync("href => { const a = Object.assign(document.createElement('a'), { href, textContent: 'jobs' }); document.body.append(a); a.click(); }", address),
        address);

    private async Task AssertNothingSubmittedAsync() => Assert.Empty((await world.GetAsync("v1/jobs?tag=elsewhere"))["items"]!.AsArray());
}
