using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Registers the in-memory store.</summary>
public static class InMemoryStoreBuilderExtensions
{
    /// <summary>Keeps jobs in memory: for tests and try-outs, nothing survives the process.</summary>
    /// <param name="builder">The scheduler.</param>
    /// <returns>The same builder.</returns>
    public static IJobSchedulerBuilder UseInMemory(this IJobSchedulerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(_ =>
        {
            var store = new InMemoryStore();
            return new JobStore(store, store, store, store);
        });
        return builder;
    }
}
