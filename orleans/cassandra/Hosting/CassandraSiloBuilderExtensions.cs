using JobScheduler.Orleans.Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Grain storage and reminders of a silo on Apache Cassandra or ScyllaDB.</summary>
public static class CassandraSiloBuilderExtensions
{
    /// <summary>Adds the grain storage of grains that name none.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Its settings; at least where Cassandra is.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddCassandraGrainStorageAsDefault(
        this ISiloBuilder builder, Action<CassandraGrainStorageOptions> configure) => builder.AddCassandraGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configure);

    /// <summary>
    /// Adds a grain storage. What it cannot be used with stops the silo's start with an <c>OrleansConfigurationException</c>; a Cassandra
    /// that cannot be reached, or a schema that is missing or newer, with a <see cref="CassandraProviderException"/>.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The name that grains call it by. It is not stored: providers of one keyspace share their states.</param>
    /// <param name="configure">Its settings; at least where Cassandra is.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddCassandraGrainStorage(
        this ISiloBuilder builder, string name, Action<CassandraGrainStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<CassandraGrainStorageOptions>(name).Configure(configure);
        services.AddTransient<IConfigurationValidator>(s => new GrainStorageValidator(name, Settings(s, name)));
        services.TryAddEnumerable(ServiceDescriptor.Transient<
            IPostConfigureOptions<CassandraGrainStorageOptions>,
            DefaultStorageProviderSerializerOptionsConfigurator<CassandraGrainStorageOptions>>());
        services.TryAddSingleton<CassandraSessions>();
        services.AddGrainStorage(name, NewStorage);
        return builder;
    }

    /// <summary>
    /// Adds Orleans' reminders, kept in Cassandra. What it cannot be used with stops the silo's start, as with grain storage.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Its settings; at least where Cassandra is.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder UseCassandraReminderService(this ISiloBuilder builder, Action<CassandraReminderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddReminders();
        builder.Services.Configure(configure);
        builder.Services.AddTransient<IConfigurationValidator, ReminderValidator>();
        builder.Services.TryAddSingleton<CassandraSessions>();
        builder.Services.AddSingleton<IReminderTable>(NewReminderTable);
        return builder;
    }

    private static CassandraGrainStorage NewStorage(IServiceProvider services, string name) => new(
        name,
        services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
        Settings(services, name),
        services.GetRequiredService<CassandraSessions>(),
        services.GetRequiredService<IActivatorProvider>(),
        Clock(services));

    private static CassandraReminderTable NewReminderTable(IServiceProvider services) => new(
        services.GetRequiredService<IOptions<ClusterOptions>>(),
        services.GetRequiredService<IOptions<CassandraReminderOptions>>(),
        services.GetRequiredService<CassandraSessions>(),
        Clock(services));

    private static CassandraGrainStorageOptions Settings(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<CassandraGrainStorageOptions>>().Get(name);

    private static TimeProvider Clock(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
