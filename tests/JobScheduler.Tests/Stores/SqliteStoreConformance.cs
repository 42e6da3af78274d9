using JobScheduler.Grains.Storage;

namespace JobScheduler.Tests.Stores;

public sealed class SqliteStoreConformance : StoreConformance, IDisposable
{
    private readonly StoreFolder _folder = new();

    protected override JobStore CreateStore() => _folder.Store();

    public void Dispose() => _folder.Dispose();
}
