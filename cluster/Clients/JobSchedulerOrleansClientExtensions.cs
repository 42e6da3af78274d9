using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Registers the scheduler's client over Orleans.</summary>
public static class JobSchedulerOrleansClientExtensions
{
    /// <summary>
    /// Registers <see cref="IJobSchedulerClient"/> for an application that joins the cluster as an Orleans client, without store and
    /// without HTTP: <c>services.AddJobSchedulerClient().UseOrleans(client => ...)</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static JobSchedulerOrleansClientBuilder AddJobSchedulerClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new JobSchedulerOrleansClientBuilder(services);
    }
}
