using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>
/// What every store guarantees, over its four roles. A store proves it by a subclass that says how one is made. Everything here
/// uses only the seam, so a failure is a difference that the partitions could see.
/// </summary>
public abstract partial class StoreConformance : IAsyncLifetime
{
    private protected static CancellationToken None => CancellationToken.None;

    private protected JobStore Store { get; private set; } = null!;

    private protected IPartitionLog Log => Store.Log;

    private protected IJobQueries Queries => Store.Queries;

    private protected IScheduleQueries ScheduleReads => Store.Schedules;

    private protected StoreInfo Info { get; private set; } = null!;

    /// <summary>Makes a store object, not opened yet; called again with the same place to reopen it.</summary>
    protected abstract JobStore CreateStore();

    /// <summary>Empties the place of a store, once before each test.</summary>
    protected virtual Task EmptyAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        await EmptyAsync();
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        Store = CreateStore();
        Info = await Store.Admin.OpenAsync(Partitions, None);
    }

    public async Task DisposeAsync() => await Store.Admin.DisposeAsync();

    private protected async Task ReopenAsync()
    {
        await Store.Admin.DisposeAsync();
        await OpenAsync();
    }

    private protected Task<PartitionOwner> OwnAsync(int partition = 0) => PartitionOwner.AcquireAsync(Log, partition);

    private protected async Task<JobRecord> LoadJobAsync(string id, int partition = 0)
    {
        var loaded = await Log.LoadAsync(partition, new() { JobIds = [id] }, None);
        return Assert.Single(loaded.Jobs, job => job.Key == id).Value;
    }

    private protected Task<EntryPage> ReadAllAsync(LineId line, int partition = 0) =>
        Log.ReadEntriesAsync(partition, line, Position.Start, long.MaxValue, 10_000, None);

    private protected static void AssertRejected(CommitResult result, RejectReason reason)
    {
        Assert.Equal((CommitStatus.Rejected, reason), (result.Status, result.Reason));
        Assert.False(string.IsNullOrEmpty(result.Detail), "a rejection says why");
    }
}
