using System.Collections.Concurrent;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Tests.Semantics;

/// <summary>An ordinary host with a scheduler in it, as an application has it. Real time; tests wait for events.</summary>
internal sealed class SemanticsHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly IHost _host;

    private SemanticsHost(IHost host, LogLines log) => (_host, Log) = (host, log);

    public IJobSchedulerClient Client => _host.Services.GetRequiredService<IJobSchedulerClient>();

    public ISchedulerHealth Health => _host.Services.GetRequiredService<ISchedulerHealth>();

    public IServiceProvider Services => _host.Services;

    public LogLines Log { get; }

    /// <summary>Builds a host that is not started.</summary>
    public static SemanticsHost Build(
        Action<IJobSchedulerBuilder>? configure = null, Action<JobSchedulerOptions>? options = null, InMemoryStore? store = null, bool noStore = false)
    {
        var log = new LogLines();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Information);
        var scheduler = builder.Services.AddJobScheduler(settings =>
        {
            settings.Partitions = 4;
            options?.Invoke(settings);
        });
        if (store is not null)
            builder.Services.AddSingleton(new JobStore(store, store, store, store));
        else if (!noStore)
            scheduler.UseInMemory();
        configure?.Invoke(scheduler);
        HostEngine.Configure(builder.Services);
        return new SemanticsHost(builder.Build(), log);
    }

    public static async Task<SemanticsHost> StartAsync(
        Action<IJobSchedulerBuilder>? configure = null, Action<JobSchedulerOptions>? options = null, InMemoryStore? store = null)
    {
        var host = Build(configure, options, store);
        await host.StartAsync();
        return host;
    }

    public Task StartAsync() => Within(_host.StartAsync(), "start");

    public Task StopAsync() => Within(_host.StopAsync(), "stop");

    public async Task<string> SubmitAsync(JobSubmission submission) => (await Within(Client.SubmitAsync(submission), "submit")).Job.JobId;

    public Task<JobSnapshot> WaitAsync(string jobId) => Within(Client.WaitAsync(jobId), $"{jobId} ends");

    /// <summary>Waits until the job is seen as wanted.</summary>
    public async Task<JobSnapshot> UntilAsync(string jobId, Func<JobSummary, bool> wanted, string phase)
    {
        using var cancel = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await foreach (var change in Client.WatchAsync(jobId, cancel.Token))
            {
                if (wanted(change.Job))
                    return (await Client.GetAsync(jobId, cancel.Token))!;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{phase}: not within {Patience.TotalSeconds} s.");
        }

        throw new InvalidOperationException($"{phase}: the job ended before.");
    }

    public static async Task Within(Task task, string phase)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{phase}: not within {Patience.TotalSeconds} s.");
        }
    }

    public static async Task<T> Within<T>(Task<T> task, string phase)
    {
        await Within((Task)task, phase);
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}

/// <summary>What was logged, as text.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Completes when a line that contains a text is written, or was.</summary>
    public Task WaitAsync(string text)
    {
        var found = _waiting.GetOrAdd(text, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            found.TrySetResult();
        return found.Task;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)}";
        _lines.Enqueue(line);
        foreach (var (text, found) in _waiting)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                found.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>A handler's calls wait at a gate that the test opens, call by call or for good.</summary>
internal sealed class Gate
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _latches = new();

    public ConcurrentQueue<string> Entered { get; } = new();

    public async Task PassAsync(string name, CancellationToken cancellationToken)
    {
        Entered.Enqueue(name);
        Latch($"{Entered.Count} are entered").TrySetResult();
        Latch($"entered {name}").TrySetResult();
        await Latch(name).Task.WaitAsync(cancellationToken);
    }

    public void Open(string name) => Latch(name).TrySetResult();

    /// <summary>That many calls have entered.</summary>
    public Task CountAsync(int count) => SemanticsHost.Within(Latch($"{count} are entered").Task, $"{count} are entered");

    public Task EnteredAsync(string name) => SemanticsHost.Within(Latch($"entered {name}").Task, $"{name} is entered");

    private TaskCompletionSource Latch(string name) => _latches.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
