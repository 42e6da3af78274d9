using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler;

/// <summary>Registers the Cassandra store.</summary>
public static class CassandraStoreBuilderExtensions
{
    /// <summary>
    /// Keeps jobs in Apache Cassandra or ScyllaDB; every accepted job is written by a majority of its replicas. Settings are taken from
    /// <c>JobScheduler:Cassandra</c> after those made here.
    /// </summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="configure">Settings made in code, or null.</param>
    /// <returns>The same builder.</returns>
    public static IJobSchedulerBuilder UseCassandra(this IJobSchedulerBuilder builder, Action<CassandraStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
            builder.Services.Configure(configure);
        builder.Services.AddJobSchedulerSettings(CassandraSettings.Create());
        builder.Services.AddSingleton(services => new CassandraStore(
            services.GetRequiredService<IOptions<CassandraStoreOptions>>().Value,
            services.GetService<RetentionRules>() ?? RetentionRules.Forever,
            services.GetRequiredKeyedService<TimeProvider>(JobSchedulerServiceCollectionExtensions.TimeProviderKey),
            services.GetRequiredService<ILogger<CassandraStore>>()));
        builder.Services.AddSingleton(static services =>
        {
            var store = services.GetRequiredService<CassandraStore>();
            return new JobStore(store, store, store, store);
        });
        return builder;
    }
}
