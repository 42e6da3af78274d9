using JobScheduler.Cluster.Gateways;
using JobScheduler.Cluster.Registration;
using JobScheduler.Hosting.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobScheduler;

/// <summary>Says how a client reaches the silos; see <see cref="JobSchedulerOrleansClientExtensions.AddJobSchedulerClient"/>.</summary>
public sealed class JobSchedulerOrleansClientBuilder
{
    internal JobSchedulerOrleansClientBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Joins the cluster as an Orleans client. The client has no store and no handlers of its own: submits and changes go to the partitions,
    /// reads, lists and waiting to the silos, and payloads are checked where a silo has the type.
    /// </summary>
    /// <param name="client">How the silos are found, for example <c>client => client.UseLocalhostClustering()</c>, with cluster and service id.</param>
    /// <param name="configure">At least <see cref="JobSchedulerOptions.Partitions"/>, if the cluster's store has not the default number; another one stops the start.</param>
    /// <returns>Where job types are named: <c>.AddJobType&lt;TPayload&gt;("mail.send")</c>.</returns>
    /// <exception cref="InvalidOperationException">The application has a scheduler already.</exception>
    public IJobSchedulerBuilder UseOrleans(Action<IClientBuilder> client, Action<JobSchedulerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (Services.Any(d => d.ServiceType == typeof(IEngineHost)))
            throw new InvalidOperationException("The application has a scheduler already, which is a client as well.");
        Services.AddSingleton(new OrleansPlan(NodeRole.Gateway));
        var scheduler = Services.AddJobScheduler(configure);
        Services.AddOrleansClient(builder =>
        {
            builder.UseConnectionRetryFilter<GatewayPatience>();
            client(builder);
        });
        Services.AddSingleton(provider => new Cluster.Clients.RemoteQueries(new Lazy<IGrainFactory>(provider.GetRequiredService<IGrainFactory>)));
        Services.AddSingleton(provider => Cluster.Clients.RemoteStore.Over(provider.GetRequiredService<Cluster.Clients.RemoteQueries>()));
        Services.AddHostedService<GatewayWatch>();
        return scheduler;
    }
}
