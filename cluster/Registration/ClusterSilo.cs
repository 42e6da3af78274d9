using JobScheduler.Cluster.Assignment;
using JobScheduler.Cluster.Keeping;
using JobScheduler.Cluster.Membership;
using JobScheduler.Cluster.Placement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Metadata;

namespace JobScheduler.Cluster.Registration;

/// <summary>What every silo of a cluster has, however the silos find each other.</summary>
internal static class ClusterSilo
{
    // A partition that moves while its new place is not the last: a message follows it, instead of being refused.
    private const int MostForwards = 8;

    /// <summary>Adds it.</summary>
    public static ISiloBuilder AddTo(ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddSingleton<ClusterMap>();
        services.AddSingleton<IGrainPropertiesProvider, GrainPlacements>();
        services.AddPlacementDirector<PartitionPlacement, PartitionDirector>();
        services.AddPlacementDirector<JobPlacement, JobDirector>();
        services.AddPlacementDirector<NamePlacement, NameDirector>();
        services.AddPlacementDirector<NodePlacement, NodeDirector>();
        services.AddSingleton<PartitionKeeper>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<PartitionKeeper>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, DepartedSilos>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MembershipRefresh>();
        services.Configure<ClusterMembershipOptions>(MembershipTimes.Apply);
        services.Configure<SiloMessagingOptions>(static options => options.MaxForwardCount = MostForwards);
        services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, SiloDeath>());
        return silo;
    }
}
