using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Partitions;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Retention;
using JobScheduler.Grains.Schedules;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Grains;

/// <content>On the embedded engine.</content>
internal sealed partial class GrainWorld
{
    private ServiceProvider? _services;

    public IGrainFactory Grains => _services!.GetRequiredService<IGrainFactory>();

    private Task StartEngineAsync()
    {
        var services = new ServiceCollection().AddLogging();
        AddServices(services);
        services.AddEmbeddedEngine(options => options.AddGrain<PartitionGrain>().AddGrain<JobGrain>().AddGrain<NodeGrain>().AddGrain<QueueGrain>().AddGrain<ScheduleGrain>().AddGrain<SchedulerGrain>().AddGrain<RetentionGrain>());
        _services = services.BuildServiceProvider();
        return Task.CompletedTask;
    }

    private async Task StopEngineAsync()
    {
        await Within(_services!.GetRequiredService<EmbeddedEngine>().StopAsync(CancellationToken.None), "stop");
        await _services!.DisposeAsync();
    }
}
