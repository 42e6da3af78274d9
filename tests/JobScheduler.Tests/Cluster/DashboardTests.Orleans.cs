using System.Globalization;
using System.Net;
using JobScheduler.KillTest;
using JobScheduler.Silo;
using JobScheduler.Tests.Grains;
using JobScheduler.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace JobScheduler.Tests.Cluster;

/// <summary>The silo of this build, alone on this machine, with its pages.</summary>
public sealed class DashboardTests
{
    [Theory]
    [InlineData("true", HttpStatusCode.OK)]
    [InlineData("false", HttpStatusCode.NotFound)]
    public async Task Dashboard_OnASilo_IsServedBelowOrleansIfItIsWanted(string wanted, HttpStatusCode expected)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(
        [
            new("JobScheduler:Orleans:Dashboard", wanted),
            new("JobScheduler:Orleans:SiloPort", FreePort()),
            new("JobScheduler:Orleans:GatewayPort", FreePort()),
            new("JobScheduler:DrainTimeout", "00:00:01"),
        ]);
        using var data = new StoreFolder();
        SchedulerRegistration.AddTo(builder, data.Path, describes: false).Scheduler.AddHttp().BindConfiguration(builder.Configuration.GetSection("JobScheduler"));
        await using var app = builder.Build();
        app.MapJobScheduler();
        SchedulerRegistration.MapPages(app);
        app.MapJobSchedulerFallback();
        await GrainWorld.Within(app.StartAsync(), "the silo starts");
        using var client = app.GetTestClient();
        using var page = await GrainWorld.Within(client.GetAsync("/orleans/index.html"), "the dashboard");
        Assert.Equal(expected, page.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "Host", "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "Sec-Fetch-Site", "same-site"));
        if (expected == HttpStatusCode.OK)
            Assert.Equal(["DENY"], page.Headers.GetValues("X-Frame-Options"));
        using var ready = await GrainWorld.Within(client.GetAsync("/healthz"), "the API");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await GrainWorld.Within(app.StopAsync(), "the silo stops");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orleans/ClusterStats");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await GrainWorld.Within(client.SendAsync(request), "a request of a page elsewhere");
        return answer.StatusCode;
    }

    private static string FreePort() => SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture);
}
