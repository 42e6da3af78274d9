using System.Collections.Concurrent;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobScheduler.FaultTest.Node;

/// <summary>A whole node in this process, with its HTTP API, over SQLite on a disk of the test's choice.</summary>
internal sealed class FaultNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _stopped;

    private FaultNode(WebApplication app, NodeLog log) => (_app, Log) = (app, log);

    public IJobSchedulerClient Client => _app.Services.GetRequiredService<IJobSchedulerClient>();

    public ISchedulerHealth Health => _app.Services.GetRequiredService<ISchedulerHealth>();

    public NodeLog Log { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts a node and returns when it takes work.</summary>
    /// <param name="folder">The folder of its store.</param>
    /// <param name="hooks">The disk, or null for the real one.</param>
    /// <param name="handlers">Its handlers.</param>
    /// <param name="clock">Its clock, or null for the system's.</param>
    /// <param name="options">Changes its settings.</param>
    public static async Task<FaultNode> StartAsync(
        string folder, SqliteStoreHooks? hooks, Action<IJobSchedulerBuilder> handlers, TimeProvider? clock = null, Action<JobSchedulerOptions>? options = null)
    {
        var log = new NodeLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        if (clock is not null)
            builder.Services.AddKeyedSingleton(JobSchedulerServiceCollectionExtensions.TimeProviderKey, clock);
        var scheduler = builder.Services.AddJobScheduler(settings =>
        {
            (settings.Partitions, settings.Slots, settings.DrainTimeout) = (4, 16, TimeSpan.FromSeconds(5));
            options?.Invoke(settings);
        }).AddHttp();
        var store = new SqliteStore(Path.Combine(folder, "jobs.db"), hooks ?? SqliteStoreHooks.None);
        builder.Services.AddSingleton(new JobStore(store, store, store, store));
        handlers(scheduler);
        var node = new FaultNode(builder.Build(), log);
        node._app.MapJobScheduler();
        try
        {
            await node._app.StartAsync();
            await Waiting.Until(() => node.Health.GetReadiness().IsReady, "the node is ready");
            return node;
        }
        catch
        {
            await store.DisposeAsync();
            node.Abandon();
            throw;
        }
    }

    /// <summary>An orderly stop.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _app.StopAsync().Within("the node stops");
        await _app.DisposeAsync();
    }

    /// <summary>Its machine is off: nobody waits for what its threads still try.</summary>
    public void Abandon()
    {
        if (_stopped)
            return;
        _stopped = true;
        _ = EndAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task EndAsync()
    {
        try
        {
            await _app.StopAsync(new CancellationToken(canceled: true));
        }
        catch (Exception)
        {
            // Nothing it could say matters: its disk is gone.
        }
    }
}

/// <summary>Warnings and errors of a node.</summary>
internal sealed class NodeLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }

    public void Dispose()
    {
    }
}
