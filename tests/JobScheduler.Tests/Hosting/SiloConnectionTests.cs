using System.Net.Sockets;
using JobScheduler.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class SiloConnectionTests
{
    private const int Most = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Connections_FarMoreThanTheBound_OnlySoManyAreServedAndLaterOthers()
    {
        await using var app = Build(("Kestrel:Limits:MaxConcurrentConnections", $"{Most}"));
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        var connections = await Task.WhenAll(Enumerable.Range(0, 10 * Most).Select(_ => AskAsync(address)));
        Assert.Equal(Most, connections.Count(connection => connection.Served));
        foreach (var (client, _) in connections)
            client.Dispose();

        // The server notices the ends one by one.
        var served = false;
        for (var start = TimeProvider.System.GetTimestamp(); !served && TimeProvider.System.GetElapsedTime(start) < Patience;)
        {
            var (client, ok) = await AskAsync(address);
            served = ok;
            client.Dispose();
        }

        Assert.True(served, "a connection finds a place when others have left");
    }

    [Fact]
    public void Apply_NothingConfigured_BoundsWhatAConnectionHolds()
    {
        using var app = (IDisposable)Build();
        var limits = ((WebApplication)app).Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((5000, 65_536, 65_536), (limits.MaxConcurrentConnections, limits.MaxRequestBufferSize, limits.MaxResponseBufferSize));
        Assert.Equal((1024, 1024), (limits.MinRequestBodyDataRate?.BytesPerSecond, limits.MinResponseDataRate?.BytesPerSecond));
    }

    /// <summary>Opens a connection, asks, and keeps it open.</summary>
    private static async Task<(TcpClient Client, bool Served)> AskAsync(Uri address)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            return (client, await client.GetStream().ReadAsync(new byte[1024]).AsTask().WaitAsync(Patience) > 0);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return (client, false); // closed before it could ask
        }
    }

    private static WebApplication Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        SiloConnections.Apply(builder);
        var app = builder.Build();
        app.MapGet("/", () => "ok");
        return app;
    }
}
