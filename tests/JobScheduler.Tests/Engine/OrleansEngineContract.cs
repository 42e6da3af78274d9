using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

namespace JobScheduler.Tests.Engine;

/// <summary>The contract on Orleans: one silo in this process for all its tests.</summary>
public sealed class OrleansEngineContract(OrleansEngineContract.Silo silo) : EngineContract, IClassFixture<OrleansEngineContract.Silo>
{
    private protected override IGrainFactory Grains => silo.Cluster.Client;

    private protected override Probe Probe => silo.Probe;

    private protected override Task CollectIdleAsync() =>
        Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    public sealed class Silo : IAsyncLifetime
    {
        internal Probe Probe { get; } = new();

        internal InProcessTestCluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
            builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton(Probe).AddScoped<ActivationScoped>());
            Cluster = builder.Build();
            await Cluster.DeployAsync();
        }

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
