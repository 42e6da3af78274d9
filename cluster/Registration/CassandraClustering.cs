using Cassandra;
using JobScheduler.Orleans.Cassandra;
using JobScheduler.Stores.Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Cassandra.Hosting;

namespace JobScheduler.Cluster.Registration;

/// <summary>The membership table and the reminders in Cassandra, beside the jobs: in the store's keyspace, over its session.</summary>
internal static class CassandraClustering
{
    /// <summary>Sets them for a silo.</summary>
    public static void Apply(ISiloBuilder silo)
    {
        silo.UseCassandraClustering(SessionAsync);
        silo.Services.AddOptions<CassandraReminderOptions>().Configure<IOptions<CassandraStoreOptions>>(Share);
        silo.UseCassandraReminderService(static reminders => reminders.Connection.SessionFactory = SessionAsync);
    }

    /// <summary>Sets the list of silos for a gateway.</summary>
    public static void Apply(IClientBuilder client) => client.UseCassandraClustering(SessionAsync);

    private static void Share(CassandraReminderOptions reminders, IOptions<CassandraStoreOptions> store) =>
        (reminders.Connection.Keyspace, reminders.Connection.CreateSchema) = (store.Value.Keyspace, store.Value.Schema.MigrateAtStart);

    /// <summary>The store is open before a silo or a client starts.</summary>
    private static Task<ISession> SessionAsync(IServiceProvider services) => services.GetService<CassandraStore>() is { } store
        ? Task.FromResult(store.Session)
        : throw new JobSchedulerConfigurationException("JobScheduler:Orleans:Clustering is cassandra, but the jobs are kept elsewhere: choose the store with UseCassandra.");
}
