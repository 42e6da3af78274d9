using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Tests.Handlers;

/// <summary>Calls handlers as a grain would, through the real invoker and a real container.</summary>
internal sealed class HandlerRig : IAsyncDisposable
{
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    public const string TraceParent = $"00-{TraceId}-00f067aa0ba902b7-01";
    private readonly ServiceProvider _services;

    public HandlerRig(Action<IJobSchedulerBuilder>? build = null, Action<JobSchedulerOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        var builder = services.AddJobScheduler(options);
        build?.Invoke(builder);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public CapturedLogs Logs { get; } = new();

    public IServiceProvider Services => _services;

    public IHandlerInvoker Invoker => _services.GetRequiredService<IHandlerInvoker>();

    public Task<HandlerResult> InvokeAsync(string jobType, string? payload = null, CancellationToken cancellationToken = default) =>
        InvokeAsync(jobType, payload, Attempt(), Context(jobType), cancellationToken);

    public Task<HandlerResult> InvokeAsync(
        string jobType, string? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken = default) =>
        Invoker.InvokeAsync(jobType, payload is null ? null : RawJson.Parse(payload), attempt, context, cancellationToken).AsTask();

    public static AttemptInfo Attempt() => new(3, TraceParent, "k=v");

    public static JobContext Context(string jobType, Action<double, string?>? onProgress = null) => new()
    {
        JobId = "07c1-01kb3z5m8q4t7x",
        JobType = jobType,
        Attempt = 2,
        FencingToken = 1041,
        RunAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        TraceId = TraceId,
        OnProgress = onProgress,
    };

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
