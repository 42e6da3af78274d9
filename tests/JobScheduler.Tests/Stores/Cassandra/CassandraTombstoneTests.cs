using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Stores.Cassandra.Archive;
using JobScheduler.Tests.Cassandra;
using Xunit;
using Xunit.Abstractions;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>
/// The queue anti-pattern: 100,000 jobs cancelled ahead of one that is paused, 100,000 completed behind it, all in one partition. What
/// is left to read must cost what is left, not what went.
/// </summary>
[Collection(CassandraLoad.Name)]
public sealed class CassandraTombstoneTests(CassandraKeyspace keyspace, ITestOutputHelper output) : IClassFixture<CassandraKeyspace>, IAsyncLifetime
{
    private const int Cancelled = 100_000;
    private const int Completed = 100_000;
    private const int MostCrossed = 1_000;
    private const long Hour = 60 * 60 * 1000;
    private static readonly LineId PausedLine = new(LineKind.Queue, "paused");
    private readonly ArchiveWatch _watch = new();
    private readonly TombstoneTrace _trace = new();
    private CassandraStore _store = null!;

    private ArchiveQueue? Archive => _store.Opened!.Terms.Find(0)?.Archive;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await keyspace.EmptyAsync();
        _store = CassandraStores.Store(keyspace.Name, _watch.Hooks with { Execute = _trace.ExecuteAsync });
        await _store.OpenAsync(Partitions, None);
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [CassandraFact(Timeout = CassandraLoad.TimeoutMs)]
    public async Task Reads_AroundOnePausedJob_DoNotCrossWhatWent()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        var paused = Lined(Cancelled + 1);
        await owner.CommitAsync([.. Insert(paused), new PutLine(new(PausedLine, Position.Start))]);
        await CancelAheadAsync(owner);
        await CompleteBehindAsync(owner);
        await LeaveLiveRowsAsync(owner);

        await AssertCheapAsync("the line", async () => Assert.Single((await _store.ReadEntriesAsync(0, PausedLine, new(T0, Cancelled), long.MaxValue, 100, None)).Entries));
        await AssertCheapAsync("the due index", async () => Assert.Empty((await _store.ReadEntriesAsync(0, LineId.Due, owner.Head.DueWatermark, long.MaxValue, 100, None)).Entries));
        await AssertCheapAsync("lines", async () => Assert.Single(await _store.ReadLinesAsync(0, None)));
        await AssertCheapAsync("running", async () => Assert.Empty(await _store.ReadRunningAsync(0, None)));
        await AssertCheapAsync("sends", async () => Assert.Empty(await _store.ReadSendsAsync(0, 0, 100, None)));
        await AssertCheapAsync("counters", async () => Assert.Empty(await _store.ReadCountersAsync(0, None)));
        await AssertCheapAsync("a load", async () => Assert.Single((await _store.LoadAsync(0, new() { JobIds = [paused.JobId, Id(0, 1)], ConcurrencyKeys = ["k"] }, None)).Jobs, job => job.Key == paused.JobId));
        await AssertCheapAsync("a commit", () => owner.CommitAsync(new SetCounter(new(StoredState.Lined, "paused", "echo", 1))));
        await AssertCheapAsync("the acquire", () => PartitionOwner.AcquireAsync(_store));
        await AssertCheapAsync("all jobs", () => ListAsync(new(), 50));
        await AssertCheapAsync("oldest jobs", () => ListAsync(new() { Order = JobOrder.Oldest }, 50));
        await AssertCheapAsync("queued jobs", () => ListAsync(new() { Filter = new() { States = [JobState.Queued] } }, 1));
        await AssertCheapAsync("running jobs", () => ListAsync(new() { Filter = new() { States = [JobState.Running] } }, 0));
        await AssertCheapAsync("failed jobs", () => ListAsync(new() { Order = JobOrder.NewestFailure }, 0));
        await AssertCheapAsync("due jobs", () => ListAsync(new() { Order = JobOrder.Due }, 1));
        await AssertCheapAsync("ended jobs", async () => Assert.Equal(200, (await _store.ListEndedAsync(StoredState.Completed, EndedPosition.Start, long.MaxValue, 200, None)).Count));
        await AssertCheapAsync("oldest queued", async () => Assert.Equal(paused.RunAt, (await _store.OldestQueuedAsync(T0 + Hour, None))["paused"]));
    }

    private static JobRecord Lined(int i) => Job(0, i) with
    {
        Spec = Spec() with { Queue = "paused" }, State = StoredState.Lined, RunAt = T0, Line = PausedLine, At = new(T0, i),
    };

    private static async Task CancelAheadAsync(PartitionOwner owner)
    {
        foreach (var some in Enumerable.Range(1, Cancelled).Chunk(500))
            await owner.CommitSurelyAsync(some.SelectMany(i => Insert(Lined(i))));
        foreach (var some in Enumerable.Range(1, Cancelled).Chunk(900))
        {
            var last = Lined(some[^1]).At;
            await owner.CommitSurelyAsync(
            [
                .. some.Select(i => new UpdateJob(Ended(Lined(i), StoredState.Cancelled, T0 + i))),
                new TrimEntries(PausedLine, last), new PutLine(new(PausedLine, last)),
            ]);
        }
    }

    private static async Task CompleteBehindAsync(PartitionOwner owner)
    {
        foreach (var some in Enumerable.Range(Cancelled + 2, Completed).Chunk(500))
        {
            var claimed = some.Select(i => Job(0, i) with { State = StoredState.Claimed, Token = i, Line = null, At = default }).ToList();
            await owner.CommitSurelyAsync(claimed.SelectMany(Insert));
            await owner.CommitSurelyAsync(claimed.SelectMany(job => (Mutation[])[new UpdateJob(Ended(job, StoredState.Completed, T0 + job.Token)), new DeleteRunning(job.Token)]));
        }
    }

    /// <summary>Waits until all that ended was copied, and commits until it has left the live rows.</summary>
    private async Task LeaveLiveRowsAsync(PartitionOwner owner)
    {
        var ended = owner.Head.Seq;
        while (Archive is not { } archive || archive.Copied.At < ended || archive.BeginCommit([], 1).Done.Count > 0)
        {
            await owner.CommitSurelyAsync();
            if (Archive is not { IsFull: false })
                continue;
            var next = _watch.NextPassAsync();
            _store.Opened!.Archiver.Signal(0);
            await next;
        }

        // Some by name: a scan of them all is what Cassandra refuses.
        var some = string.Join(',', Enumerable.Range(1, Cancelled + Completed + 1).Where(i => i % 10_000 == 1).Select(i => $"'{Id(0, i)}'"));
        var left = await keyspace.RunAsync($"SELECT name FROM {keyspace.Name}.live WHERE p = 0 AND kind = 0 AND name IN ({some})");
        Assert.Equal(Id(0, Cancelled + 1), Assert.Single(left).GetValue<string>(0));
    }

    private static JobRecord Ended(JobRecord job, StoredState state, long at) => job with { State = state, FinishedAt = at, Line = null, At = default };

    private async Task ListAsync(JobQuery query, int expected) => Assert.Equal(expected, (await _store.ListJobsAsync(query with { Limit = 50 }, T0 + Hour, None)).Items.Count);

    private async Task AssertCheapAsync(string what, Func<Task> read)
    {
        var crossed = await _trace.MostCrossedAsync(read);
        output.WriteLine($"{what}: {crossed}");
        Assert.True(crossed < MostCrossed, $"{what} crossed {crossed} tombstones");
    }
}
