using JobScheduler.Client;
using JobScheduler.Client.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace JobScheduler;

/// <summary>Registers the scheduler's client over HTTP.</summary>
public static class JobSchedulerClientExtensions
{
    /// <summary>
    /// Registers <see cref="IJobSchedulerClient"/> as a singleton that talks HTTP. In an application that also embeds a scheduler
    /// the registration made last is the one that <see cref="IJobSchedulerClient"/> resolves to.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets at least <see cref="JobSchedulerClientOptions.BaseAddress"/>.</param>
    /// <returns>Where payload types and the HttpClient are configured.</returns>
    public static JobSchedulerClientBuilder AddJobSchedulerClient(
        this IServiceCollection services, Action<JobSchedulerClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<JobSchedulerClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<JobSchedulerClientOptions>, JobSchedulerClientOptionsValidator>());
        services.TryAddSingleton<ClientSeams>();
        services.TryAddSingleton<PayloadTypes>();
        services.TryAddSingleton<HttpTransport>();
        services.AddSingleton<IJobSchedulerClient, HttpJobSchedulerClient>();
        var http = services.AddHttpClient(HttpTransport.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan);
        return new JobSchedulerClientBuilder(http);
    }
}
