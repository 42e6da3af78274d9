using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Orleans: the silo is a hosted service of its own, started after the scheduler's store is open and stopped before it closes.</summary>
internal sealed class OrleansEngineHost(IServiceProvider services, NodeHolder holder, OrleansPlan? plan = null) : IEngineHost
{
    public string Name => "orleans";

    public string NodeName => Role == NodeRole.Gateway ? Environment.MachineName : services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName;

    public NodeRole Role => plan?.Role ?? NodeRole.Silo;

    public IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // In a cluster it may be another silo that was lost, on the way or in the middle of the call.
    public bool IsStopped(Exception exception) => exception is SiloUnavailableException && holder.Current?.Cluster.IsAlone != false;

    public bool WasNotRun(Exception exception) => exception is OrleansMessageRejectionException and not SiloUnavailableException;

    public bool IsUnreachable(Exception exception) => exception is SiloUnavailableException or TimeoutException;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Whoever has chosen how this process takes part in a cluster registers one; without it, it is a silo of its own on this machine.</summary>
/// <param name="Role">What the node is there for.</param>
internal sealed record OrleansPlan(NodeRole Role);

/// <summary>Registers the engine of this build.</summary>
internal static class EngineRegistration
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IEngineHost, OrleansEngineHost>();
        if (services.Any(d => d.ServiceType == typeof(OrleansPlan)))
            return;
        services.AddOrleans(silo => silo.UseLocalhostClustering().Configure<SiloOptions>(options => options.SiloName = Environment.MachineName));
    }
}
