using JobScheduler.Cluster.Gateways;
using JobScheduler.Cluster.Registration;
using JobScheduler.Hosting.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobScheduler;

/// <summary>Adds a scheduler that is one node of a cluster.</summary>
public static class JobSchedulerClusterExtensions
{
    /// <summary>
    /// Adds what <see cref="JobSchedulerServiceCollectionExtensions.AddJobScheduler"/> adds, as a node of an Orleans cluster: a silo, or a
    /// gateway that owns nothing, as <c>JobScheduler:Role</c> and what lies below <c>JobScheduler:Orleans</c> say. Without any setting it is
    /// one silo on this machine. A store must be chosen on the result; all nodes of a cluster share it. To be called instead of
    /// <c>AddJobScheduler</c>, before anything else of the scheduler.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration; it is read now, and must be bound to the result as well.</param>
    /// <param name="configure">Changes the settings; what is bound from configuration comes after it.</param>
    /// <param name="silo">Changes the silo, after this method.</param>
    /// <param name="client">Changes the gateway's connection to the silos, after this method.</param>
    /// <exception cref="InvalidOperationException">A scheduler was added before, or a value of the configuration cannot be read.</exception>
    public static IJobSchedulerBuilder AddJobSchedulerCluster(
        this IServiceCollection services,
        IConfiguration configuration,
        Action<JobSchedulerOptions>? configure = null,
        Action<ISiloBuilder>? silo = null,
        Action<IClientBuilder>? client = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(d => d.ServiceType == typeof(IEngineHost)))
            throw new InvalidOperationException("AddJobSchedulerCluster must be called before AddJobScheduler, which starts a silo of its own.");
        var role = (configuration.GetSection("JobScheduler").Get<JobSchedulerRoleOptions>() ?? new()).Role;
        var options = configuration.GetSection("JobScheduler:Orleans").Get<JobSchedulerOrleansOptions>() ?? new();
        services.AddSingleton(new OrleansPlan(role));
        var scheduler = services.AddJobScheduler(configure);
        services.AddJobSchedulerSettings(ClusterSettings.CreateRole());
        services.AddJobSchedulerSettings(ClusterSettings.Create());
        if (role == NodeRole.Silo)
            AddSilo(services, options, silo);
        else
            AddGateway(services, options, client);
        return scheduler;
    }

    private static void AddSilo(IServiceCollection services, JobSchedulerOrleansOptions options, Action<ISiloBuilder>? configure) => services.AddOrleans(silo =>
    {
        Clustering.Apply(silo, options);
        ClusterSilo.AddTo(silo);
        configure?.Invoke(silo);
    });

    private static void AddGateway(IServiceCollection services, JobSchedulerOrleansOptions options, Action<IClientBuilder>? configure)
    {
        services.AddOrleansClient(client =>
        {
            Clustering.Apply(client, options);
            configure?.Invoke(client);
        });
        services.AddHostedService<GatewayWatch>();
    }
}
