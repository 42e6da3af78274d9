using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>The page behind a reverse proxy that serves it below a path.</summary>
[Collection(BrowserTests.Name)]
public sealed class ProxyTests(BrowserWorld world)
{
    [BrowserTheory]
    [InlineData("")]
    [InlineData("queues")]
    public async Task Page_BelowAProxysPath_FindsItsFilesAndItsApiThere(string path)
    {
        await using var visit = await world.BeginAsync();

        await visit.GoAsync(new Uri(world.Proxy.Address, path));

        Assert.Equal(world.Proxy.Address.ToString(), await visit.Page.EvaluateAsync<string>("document.baseURI"));
        Assert.True(visit.Complaints.Length == 0, visit.Complaints);
        Assert.All(visit.Requested.Where(asked => asked.Scheme != "data"), asked => Assert.StartsWith(world.Proxy.Address.ToString(), asked.ToString(), StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Submit_ByThePageBelowAProxysPath_IsTakenAndLocatedThere()
    {
        await using var visit = await world.BeginAsync();
        await visit.GoAsync(world.Proxy.Address);

        var answer = await visit.Page.EvaluateAsync<string>(
            """
            () => fetch(new URL('v1/jobs', document.baseURI), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"job_type":"echo"}' })
              .then(r => `${r.status} ${r.headers.get('Location')}`)
            """);

        Assert.StartsWith($"202 {PrefixProxy.Prefix}/v1/jobs/", answer, StringComparison.Ordinal);
    }
}
