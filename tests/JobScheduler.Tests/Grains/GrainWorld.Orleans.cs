using Orleans.TestingHost;

namespace JobScheduler.Tests.Grains;

/// <content>On Orleans: a silo of its own in this process.</content>
internal sealed partial class GrainWorld
{
    private InProcessTestCluster? _cluster;

    public IGrainFactory Grains => _cluster!.Client;

    private async Task StartEngineAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => AddServices(silo.Services));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    private async Task StopEngineAsync() => await _cluster!.DisposeAsync();
}
