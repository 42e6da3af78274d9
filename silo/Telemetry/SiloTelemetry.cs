using JobScheduler.Grains.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JobScheduler.Silo.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP where the environment or the configuration says so (docs/tracing.md); otherwise nothing is listened
/// to. Exports run in the background from a bounded queue: a slow or dead collector costs spans, never time.
/// </summary>
internal sealed class SiloTelemetry(IConfiguration configuration, OtlpTargets targets, ExportFailureLog failures) : IHostedService, IDisposable
{
    private const string DefaultName = "jobscheduler";
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <summary>Adds what is configured; nothing if nothing is.</summary>
    /// <exception cref="JobSchedulerConfigurationException">A value cannot be used.</exception>
    public static void AddTo(WebApplicationBuilder builder)
    {
        var targets = new OtlpTargets(OtlpTarget.Read(builder.Configuration, "TRACES"), OtlpTarget.Read(builder.Configuration, "METRICS"));
        if (targets is { Traces: null, Metrics: null })
            return;
        builder.Services.AddSingleton(targets).AddSingleton<ExportFailureLog>().AddHostedService<SiloTelemetry>();
    }

    // Before the host has started no attempt begins, so nothing is missed.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = targets.Traces is { } traces ? CreateTracer(traces) : null;
        _metrics = targets.Metrics is { } metrics ? CreateMeter(metrics) : null;
        failures.Watch();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // With the host's services, after the last attempt: what is left is sent, for at most a few seconds.
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private TracerProvider CreateTracer(OtlpTarget target) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(Describe)
        .AddSource(SchedulerActivities.SourceName)
        .AddOtlpExporter(target.Apply)
        .Build();

    private MeterProvider CreateMeter(OtlpTarget target) => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(Describe)
        .AddMeter(SchedulerActivities.SourceName)
        .AddOtlpExporter(target.Apply)
        .Build();

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddAttributes([new("service.name", DefaultName), new("service.instance.id", Environment.MachineName)])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}

/// <summary>What is exported, and where to.</summary>
/// <param name="Traces">Null: no traces.</param>
/// <param name="Metrics">Null: no metrics.</param>
internal sealed record OtlpTargets(OtlpTarget? Traces, OtlpTarget? Metrics);
