using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JobScheduler.Grains.Jobs;
using JobScheduler.Hosting.Network;
using JobScheduler.Tests.Handlers;
using JobScheduler.Tests.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Tests.HttpJobs;

/// <summary>A request as the server saw it.</summary>
internal sealed record SeenRequest(string Method, string Host, string Url, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Names and their addresses, changed at will; counts what is asked.</summary>
internal sealed class StubResolver : IHostResolver
{
    private readonly ConcurrentDictionary<string, IPAddress[]> _addresses = new();

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Called after each answer, to change the next one.</summary>
    public Action AfterAnswer { get; set; } = static () => { };

    /// <summary>What every other name has; empty: it is not found.</summary>
    public IPAddress[] Otherwise { get; set; } = [];

    public void Set(string host, params string[] addresses) => _addresses[host] = [.. addresses.Select(IPAddress.Parse)];

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Asked.Enqueue(host);
        var found = _addresses.TryGetValue(HostNames.Normal(host), out var addresses)
            ? addresses
            : Otherwise.Length > 0 ? Otherwise : throw new SocketException((int)SocketError.HostNotFound);
        AfterAnswer();
        return Task.FromResult(found);
    }
}

/// <summary>The <c>http</c> handler with a resolver of ours, and a server on 127.0.0.1 and 127.0.0.2.</summary>
internal sealed class HttpJobRig : IAsyncDisposable
{
    private readonly HandlerRig _handlers;
    private readonly WebApplication _server;

    private HttpJobRig(WebApplication server, (string Key, string Value)[] settings)
    {
        _server = server;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("JobScheduler:" + s.Key, (string?)s.Value))).Build();
        _handlers = new(builder =>
        {
            builder.BindConfiguration(configuration.GetSection("JobScheduler"));
            builder.Services.AddSingleton<IHostResolver>(Resolver);
            builder.Services.AddKeyedSingleton<TimeProvider>(JobSchedulerServiceCollectionExtensions.TimeProviderKey, Time);
        });
    }

    public VirtualTimeProvider Time { get; } = new();

    public StubResolver Resolver { get; } = new();

    public ConcurrentQueue<SeenRequest> Seen { get; } = [];

    public IServiceProvider Services => _handlers.Services;

    public CapturedLogs Logs => _handlers.Logs;

    public Func<HttpContext, Task> Answer { get; set; } = static _ => Task.CompletedTask;

    public int Port { get; private set; }

    public static async Task<HttpJobRig> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var rig = new HttpJobRig(server, settings);
        server.Run(rig.ServeAsync);
        await server.StartAsync();
        rig.Port = new Uri(server.Urls.First()).Port;
        return rig;
    }

    /// <summary>Where lines of the handler go, or null.</summary>
    public IAttemptLog? AttemptLog { get; set; }

    public Task<HandlerResult> SendAsync(string url, string more = "", CancellationToken cancellationToken = default) =>
        _handlers.InvokeAsync(
            "http", $$"""{"url":{{JsonSerializer.Serialize(url)}}{{more}}}""", HandlerRig.Attempt() with { Log = AttemptLog }, HandlerRig.Context("http"), cancellationToken);

    /// <summary>The code of the failed job that a request became.</summary>
    public async Task<(HandlerResultKind Kind, string? Code)> CodeAsync(string url, string more = "")
    {
        var result = await SendAsync(url, more);
        return (result.Kind, result.Error?.Code);
    }

    public static Task WriteAsync(HttpContext context, string body, string type = "text/plain")
    {
        context.Response.ContentType = type;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    }

    public async ValueTask DisposeAsync()
    {
        await _handlers.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Seen.Enqueue(new(
            context.Request.Method, context.Request.Host.Host, context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()));
        await Answer(context);
    }
}
