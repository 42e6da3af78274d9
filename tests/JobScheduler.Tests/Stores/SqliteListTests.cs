using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>Lists over more rows than are looked at for one page.</summary>
public sealed class SqliteListTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private SqliteStore _store = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _store = new(_folder.File);
        await _store.OpenAsync(Partitions, None);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ListJobs_RareAmongMany_IsFoundByShortPages()
    {
        var rare = Job(0, 1, T0 - 1) with { State = StoredState.Completed, Line = null, Spec = Spec() with { JobType = "rare" } };
        var common = Enumerable.Range(2, 21_000).Select(i => Job(0, i) with { State = StoredState.Completed, Line = null });
        await (await PartitionOwner.AcquireAsync(_store)).CommitAllAsync(common.Prepend(rare).Select(job => new InsertJob(job)));
        var query = new JobQuery { Filter = new() { JobTypes = ["rare"] } };
        var first = await _store.ListJobsAsync(query, T0, None);
        Assert.Empty(first.Items);
        var second = await _store.ListJobsAsync(query with { Cursor = first.NextCursor }, T0, None);
        Assert.Equal(rare.JobId, Assert.Single(second.Items).JobId);
        Assert.Null(second.NextCursor);
        Assert.Equal((1, true), await _store.CountMatchingAsync(query.Filter, T0, 10, None));
        Assert.Equal((21_001, true), await _store.CountMatchingAsync(new() { States = [JobState.Completed] }, T0, 30_000, None));
    }

    [Theory]
    [InlineData(19_000)]
    [InlineData(21_000)]
    public async Task ListJobs_ManyWaitingBehindManyCompleted_ShowsThemAllInOrder(int waiting)
    {
        var jobs = Enumerable.Range(1, waiting).Select(i => Job(0, i, T0 + (i % 50), spread: i * 7 % 1_000)).ToList();
        var completed = Enumerable.Range(1, 2_100).Select(i => Job(0, waiting + i, T0 + 100) with { State = StoredState.Completed, Line = null });
        var owner = await PartitionOwner.AcquireAsync(_store);
        await owner.CommitAllAsync(jobs.Concat(completed).Select(job => new InsertJob(job)));
        foreach (var order in new[] { JobOrder.Newest, JobOrder.Oldest })
        {
            var found = new List<string>();
            var query = new JobQuery { Filter = new() { States = [JobState.Scheduled, JobState.Running] }, Limit = 500, Order = order };
            do
            {
                var page = await _store.ListJobsAsync(query, T0, None);
                found.AddRange(page.Items.Select(job => job.JobId));
                query = query with { Cursor = page.NextCursor };
            }
            while (query.Cursor is not null);
            var rising = jobs.OrderBy(j => j.SubmittedAt).ThenBy(j => j.JobId, StringComparer.Ordinal).Select(j => j.JobId);
            Assert.Equal(order == JobOrder.Oldest ? rising : rising.Reverse(), found);
        }
    }

    [Fact]
    public async Task ListJobs_FewFailedAmongMany_AreOnTheFirstPage()
    {
        var failed = Enumerable.Range(1, 3).Select(i => Job(0, i, T0 - i) with { State = StoredState.Failed, Line = null, FinishedAt = T0 }).ToList();
        var completed = Enumerable.Range(10, 21_000).Select(i => Job(0, i) with { State = StoredState.Completed, Line = null });
        await (await PartitionOwner.AcquireAsync(_store)).CommitAllAsync(failed.Concat(completed).Select(job => new InsertJob(job)));
        var page = await _store.ListJobsAsync(new() { Filter = new() { States = [JobState.Failed] }, Limit = 2 }, T0, None);
        Assert.Equal(failed.Take(2).Select(job => job.JobId), page.Items.Select(job => job.JobId));
        Assert.NotNull(page.NextCursor);
    }

    [Fact]
    public async Task OldestQueued_OneQueueHasALongBacklog_TheOthersAreFoundByTheirLines()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        JobRecord Lined(int i, string queue, LineId line) => Job(0, i) with
        {
            Spec = Spec() with { Queue = queue },
            State = StoredState.Lined,
            Line = line,
            RunAt = T0 + i,
            At = new(T0 + i, i),
        };
        var slow = new LineId(LineKind.Queue, "slow");
        var other = new LineId(LineKind.Queue, "other", 7);
        var type = new LineId(LineKind.Type, "t");
        await owner.CommitAllAsync(Enumerable.Range(1, 6_000).SelectMany(i => Insert(Lined(i, "slow", slow))));
        await owner.CommitAsync(
            [
                .. Insert(Lined(9_001, "other", other)), .. Insert(Lined(9_002, "third", type)), .. Insert(Lined(9_003, "slow", type)),
                .. new[] { slow, other, type }.Select(line => new PutLine(new(line, Position.Start))),
            ]);
        var expected = new Dictionary<string, long> { ["slow"] = T0 + 1, ["other"] = T0 + 9_001, ["third"] = T0 + 9_002 };
        Assert.Equal(expected, await _store.OldestQueuedAsync(T0 + 20_000, None));
    }
}
