using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Tests.Stores;

public sealed class InMemoryStoreConformance : StoreConformance
{
    private JobStore? _place;

    protected override JobStore CreateStore()
    {
        if (_place is null)
        {
            var store = new InMemoryStore();
            _place = new(store, store, store, store);
        }

        return _place;
    }
}
