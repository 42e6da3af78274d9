using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Orleans: the silo is a hosted service of its own, started after the scheduler's store is open and stopped before it closes.</summary>
internal sealed class OrleansEngineHost(IServiceProvider services) : IEngineHost
{
    public string Name => "orleans";

    public IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public bool IsStopped(Exception exception) => exception is SiloUnavailableException;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Registers the engine of this build.</summary>
internal static class EngineRegistration
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IEngineHost, OrleansEngineHost>();
        services.AddOrleans(silo => silo.UseLocalhostClustering());
    }
}
