using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobScheduler.Tests.Architecture;
using JobScheduler.Tests.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

/// <summary>http jobs of the silo as it is run.</summary>
public sealed class SiloHttpJobTests
{
    private const string Secret = "tok-0123456789";

    [Theory]
    [InlineData("127.0.0.1", "completed", null)]
    [InlineData("0.0.0.0", "failed", "http_address_refused")]
    public async Task Job_ToLoopback_IsAllowedWhileTheSiloListensThereOnly(string listen, string state, string? code)
    {
        // A proxy that is not asked: nobody listens there.
        await using var silo = Start(listen, ("HTTP_PROXY", "http://127.0.0.1:1"), ("JobScheduler__Secrets__TOKEN", Secret));
        var address = (await silo.WaitForAsync("address ")).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        var job = await RunAsync(silo, address, $"{address}/healthz", ""","headers":{"X-Token":"${secret:TOKEN}"}""");
        Assert.Equal(state, job.GetProperty("state").GetString());
        Assert.Equal(code, code is null ? null : job.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("${secret:TOKEN}", job.GetProperty("payload").GetProperty("headers").GetProperty("X-Token").GetString());
        Assert.DoesNotContain(Secret, job.GetRawText() + silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WithSystemProxy_GoesThroughIt()
    {
        var asked = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var proxy = builder.Build();
        proxy.Run(c =>
        {
            asked.Enqueue(c.Request.Host.Host);
            return c.Response.WriteAsync("by proxy");
        });
        await proxy.StartAsync();
        await using var silo = Start(
            "127.0.0.1", ("HTTP_PROXY", proxy.Urls.First()), ("JobScheduler__HttpJobs__UseSystemProxy", "true"), ("JobScheduler__HttpJobs__PrivateNetworks", "refuse"));
        var address = await silo.WaitForAsync("address ");
        var job = await RunAsync(silo, address, "http://outside.invalid/");
        Assert.Equal("completed", job.GetProperty("state").GetString());
        Assert.Equal("outside.invalid", Assert.Single(asked));
        Assert.Equal("http_address_refused", (await RunAsync(silo, address, "http://169.254.169.254/")).GetProperty("error").GetProperty("code").GetString());
        Assert.Single(asked);
    }

    private static ProgramProcess Start(string listen, params (string Name, string Value)[] environment) => ProgramProcess.Start(
        SourceTree.Program("silo", "JobScheduler.Silo"), environment.ToDictionary(e => e.Name, e => e.Value), "--urls", $"http://{listen}:0");

    private static async Task<JsonElement> RunAsync(ProgramProcess silo, string address, string url, string more = "")
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
        using var content = new StringContent($$"""{"job_type":"http","payload":{"url":"{{url}}"{{more}}},"max_attempts":1}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/v1/jobs", UriKind.Relative), content);
        var job = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True((int)answer.StatusCode == 202, job.GetRawText());
        var path = "/v1/jobs/" + job.GetProperty("job_id").GetString();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        try
        {
            // The stream ends with the job.
            await http.GetStringAsync(new Uri(path + "/events", UriKind.Relative), timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The job to {url} did not end within 2 minutes:\n{silo.Output}");
        }

        return await http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));
    }
}
