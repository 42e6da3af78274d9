using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Partitions;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Retention;
using JobScheduler.Grains.Schedules;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Runtime;

/// <summary>The embedded engine: made when the store is open, one per host.</summary>
internal sealed class EmbeddedEngineHost(
    IServiceProvider services, [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock) : IEngineHost, IDisposable
{
    private EmbeddedEngine? _engine;

    public string Name => "embedded";

    public string NodeName => Environment.MachineName;

    public NodeRole Role => NodeRole.Silo;

    public IGrainFactory Grains => _engine ?? throw new InvalidOperationException("The scheduler is not started.");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new EmbeddedEngineOptions { TimeProvider = clock }
            .AddGrain<PartitionGrain>().AddGrain<JobGrain>().AddGrain<NodeGrain>().AddGrain<QueueGrain>().AddGrain<ScheduleGrain>().AddGrain<SchedulerGrain>()
            .AddGrain<RetentionGrain>();
        _engine = new EmbeddedEngine(services, options);
        return Task.CompletedTask;
    }

    public bool IsStopped(Exception exception) => exception is EngineStoppedException;

    public bool WasNotRun(Exception exception) => false;

    public bool IsUnreachable(Exception exception) => false;

    public void Dispose() => _engine?.Dispose();

    public Task StopAsync(CancellationToken cancellationToken) => _engine?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}

/// <summary>Registers the engine of this build.</summary>
internal static class EngineRegistration
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<IEngineHost, EmbeddedEngineHost>();
}
