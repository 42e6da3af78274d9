using JobScheduler.Stores.Cassandra;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>Waits for the archiver of a store.</summary>
internal sealed class ArchiveWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private TaskCompletionSource _passed = NewSource();

    public CassandraStoreHooks Hooks => CassandraStoreHooks.None with { Archived = _ => Passed() };

    /// <summary>Waits until the chores of a partition are done up to a seq.</summary>
    public async Task UntilDoneAsync(CassandraStore store, int partition, long seq)
    {
        while (true)
        {
            Task next;
            lock (_gate)
                next = _passed.Task;
            if (store.Opened!.Terms.Find(partition) is { } state && state.Archive.Copied.At >= seq)
                return;
            await next.WaitAsync(Patience);
        }
    }

    /// <summary>Waits until some partition's chores were looked at.</summary>
    public Task NextPassAsync()
    {
        lock (_gate)
            return _passed.Task.WaitAsync(Patience);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Passed()
    {
        lock (_gate)
        {
            _passed.SetResult();
            _passed = NewSource();
        }
    }
}
