using JobScheduler.Hosting.Network;
using JobScheduler.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Http;

public sealed class ListeningScopeTests
{
    [Theory]
    [InlineData(true, "http://127.0.0.1:8080")]
    [InlineData(true, "http://127.0.0.1:1", "https://[::1]:2", "http://localhost:3")]
    [InlineData(true, "http://unix:/run/jobs.sock")]
    [InlineData(false)]
    [InlineData(false, "http://[::]:80")]
    [InlineData(false, "http://0.0.0.0:80")]
    [InlineData(false, "http://*:80")]
    [InlineData(false, "http://+:80")]
    [InlineData(false, "http://10.0.0.1:80")]
    [InlineData(false, "http://jobs.example.com:80")]
    [InlineData(false, "http://127.0.0.1:1", "http://0.0.0.0:2")]
    [InlineData(false, "nonsense")]
    public void IsLoopbackOnly_Addresses_AllMustBeLocal(bool expected, params string[] addresses) =>
        Assert.Equal(expected, ListeningScope.IsLoopbackOnly(addresses));

    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://0.0.0.0:0", false)]
    public async Task MapJobScheduler_StartedServer_SaysWhereItListens(string url, bool isLocal)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddJobScheduler().UseInMemory();
        await using var app = builder.Build();
        app.MapJobScheduler();
        var exposure = app.Services.GetRequiredService<NetworkExposure>();
        var early = exposure.IsLocalAsync(default).AsTask();
        Assert.False(early.IsCompleted);
        await app.StartAsync();
        Assert.Equal(isLocal, await early.WaitAsync(TimeSpan.FromMinutes(1)));
        await app.StopAsync();
    }
}
