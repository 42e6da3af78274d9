using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>
/// A process that serves the API on a real socket. A subclass says which scheduler is behind it; tests that use only HTTP then run
/// against each.
/// </summary>
public abstract class HttpTarget : IAsyncLifetime
{
    private WebApplication? _app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public HttpClient Client { get; private set; } = new();

    /// <summary>A job that waits for years.</summary>
    public string WaitingJob { get; private set; } = "";

    /// <summary>A job that was cancelled.</summary>
    public string CancelledJob { get; private set; } = "";

    internal RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => _app!.Services;

    protected virtual string Prefix => "";

    public virtual async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddScheduler(builder);
        _app = builder.Build();
        Map(_app);
        await _app.StartAsync();
        Address = new(_app.Urls.First() + Prefix + "/");
        Client = new() { BaseAddress = Address };
        await SeedAsync();
    }

    /// <summary>Submits what tests find there.</summary>
    protected virtual async Task SeedAsync()
    {
        WaitingJob = await SubmitAsync(new { job_type = "echo", delay_ms = 315_360_000_000 });
        CancelledJob = await SubmitAsync(new { job_type = "echo", delay_ms = 315_360_000_000 });
        using var cancelled = await Client.PostAsync($"v1/jobs/{CancelledJob}:cancel", null);
        cancelled.EnsureSuccessStatusCode();
        await ScheduleAsync("kept", "30 2 * * *");
        await ScheduleAsync("minutely", "* * * * *");
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
    }

    /// <summary>Registers the scheduler that is tested.</summary>
    protected abstract void AddScheduler(WebApplicationBuilder builder);

    protected virtual void Map(WebApplication app)
    {
        app.MapJobScheduler(Prefix);
        app.MapJobSchedulerFallback();
    }

    /// <summary>A schedule that is paused.</summary>
    private async Task ScheduleAsync(string id, string cron)
    {
        using var answer = await Client.PostAsJsonAsync("v1/schedules", new { id, cron, job = new { job_type = "echo" }, paused = true });
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string> SubmitAsync(object job)
    {
        using var answer = await Client.PostAsJsonAsync("v1/jobs", job);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["job_id"]!;
    }
}

/// <summary>The API over <see cref="FakeSchedulerClient"/>.</summary>
public class FakeHttpTarget : HttpTarget
{
    internal FakeSchedulerClient Scheduler { get; } = new();

    internal FakeHealth Health { get; } = new();

    protected override void AddScheduler(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IJobSchedulerClient>(Scheduler);
        builder.Services.AddSingleton<ISchedulerHealth>(Health);
    }
}

internal sealed class FakeHealth : ISchedulerHealth
{
    public SchedulerReadiness Readiness { get; set; } = new("ready", "n1", "ok", 16, 16);

    public SchedulerReadiness GetReadiness() => Readiness;
}

/// <summary>Everything that was logged.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly List<(LogLevel Level, string Text)> _entries = [];

    /// <summary>Entries of a level or worse.</summary>
    public List<string> AtLeast(LogLevel level)
    {
        lock (_entries)
            return [.. _entries.Where(entry => entry.Level >= level).Select(entry => entry.Text)];
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (logs._entries)
                logs._entries.Add((level, $"{category}: {formatter(state, exception)} {exception}"));
        }
    }
}
