using JobScheduler.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Registration;

/// <summary>Knows whether a store was chosen, from the registrations themselves: nothing is opened to find out.</summary>
internal sealed class StoreCheck(IServiceCollection services)
{
    private const string Missing =
        "JobScheduler has no store: add .UseSqlite(path) to AddJobScheduler(), or .UseInMemory() for tests (nothing survives the process).";

    /// <summary>What takes the place of the store until one is chosen: whoever asks for it is told so.</summary>
    public static ServiceDescriptor Placeholder { get; } =
        ServiceDescriptor.Singleton<JobStore>(static _ => throw new JobSchedulerConfigurationException(Missing));

    /// <summary>Refuses a scheduler without a store, or with several.</summary>
    /// <exception cref="JobSchedulerConfigurationException">There is not exactly one.</exception>
    public void Check()
    {
        var chosen = services.Count(d => d.ServiceType == typeof(JobStore) && d != Placeholder);
        if (chosen == 0)
            throw new JobSchedulerConfigurationException(Missing);
        if (chosen > 1)
            throw new JobSchedulerConfigurationException($"JobScheduler has {chosen} stores: keep one call of a Use... that chooses one, as UseSqlite(path) or UseInMemory().");
    }
}
