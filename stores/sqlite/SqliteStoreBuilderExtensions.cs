using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler;

/// <summary>Registers the SQLite store.</summary>
public static class SqliteStoreBuilderExtensions
{
    /// <summary>Keeps jobs in one SQLite file; every accepted job is fsync'ed.</summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="path">The file; it and its folder are created if missing. One process has it at a time.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The path is empty or ":memory:".</exception>
    public static IJobSchedulerBuilder UseSqlite(this IJobSchedulerBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SqliteStore.CheckPath(path);
        builder.Services.AddSingleton(_ =>
        {
            var store = new SqliteStore(path);
            return new JobStore(store, store, store, store);
        });
        return builder;
    }
}
