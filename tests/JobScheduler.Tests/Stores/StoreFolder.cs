using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;

namespace JobScheduler.Tests.Stores;

/// <summary>A folder of its own for one test; deleted afterwards.</summary>
internal sealed class StoreFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jobscheduler-").FullName;

    public string File => System.IO.Path.Combine(Path, "jobs.db");

    public JobStore Store(SqliteStoreHooks? hooks = null)
    {
        var store = new SqliteStore(File, hooks ?? SqliteStoreHooks.None);
        return new(store, store, store, store);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
