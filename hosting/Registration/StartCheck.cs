using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Schedules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Registration;

/// <summary>
/// Stops a start that cannot go well before anything is opened: no store, job types that contradict each other, schedules that cannot be, times that do not fit.
/// Registered before everything else of the scheduler and run before any hosted service starts.
/// </summary>
internal sealed partial class StartCheck(
    StoreCheck store, Lazy<HandlerCatalog> catalog, Lazy<DeclaredSchedules> schedules, IOptions<JobSchedulerOptions> options, IOptions<HostOptions> host,
    ILogger<StartCheck> logger) : IHostedLifecycleService
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        store.Check();
        CheckShutdown(options.Value.DrainTimeout, host.Value.ShutdownTimeout);
        Version(ProductVersion.Text);
        Engine(ProductVersion.Engine);
        _ = schedules.Value.All; // throws what is wrong with them
        Handlers(catalog.Value.HandledTypes.Count, string.Join(", ", catalog.Value.HandledTypes));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void CheckShutdown(TimeSpan drain, TimeSpan shutdown)
    {
        if (shutdown == Timeout.InfiniteTimeSpan || drain < shutdown)
            return;
        throw new JobSchedulerConfigurationException(
            $"JobScheduler:DrainTimeout ({drain:c}) must be below HostOptions.ShutdownTimeout ({shutdown:c}), else the host gives up before running attempts are handed back: lower the one or raise the other.");
    }

    [LoggerMessage(1010, LogLevel.Information, "JobScheduler {Version}", EventName = "version")]
    private partial void Version(string version);

    [LoggerMessage(1011, LogLevel.Information, "Engine: {Engine}", EventName = "engine")]
    private partial void Engine(string engine);

    [LoggerMessage(1012, LogLevel.Information, "Handlers: {Count} job types: {JobTypes}", EventName = "handlers")]
    private partial void Handlers(int count, string jobTypes);
}
