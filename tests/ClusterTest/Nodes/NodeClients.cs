using JobScheduler.LoadTest.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.ClusterTest.Nodes;

/// <summary>HTTP clients, one for each node.</summary>
internal sealed class NodeClients : IAsyncDisposable
{
    private readonly List<ServiceProvider> _services = [];

    /// <summary>One that never tries again by itself, so that each answer is known.</summary>
    public IJobSchedulerClient Strict(Uri address) => Make(address, retries: 0);

    /// <summary>One as applications use it.</summary>
    public IJobSchedulerClient Patient(Uri address) => Make(address, retries: 10);

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
    }

    private IJobSchedulerClient Make(Uri address, int retries)
    {
        _services.Add(Clients.For(address, retries));
        return _services[^1].GetRequiredService<IJobSchedulerClient>();
    }
}
