using Cassandra;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Tests.Cassandra;
using JobScheduler.Tests.Simulation;
using Xunit;
using Xunit.Abstractions;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>Lists over 100,000 jobs: what they show, and how many statements they cost.</summary>
[Collection(CassandraLoad.Name)]
public sealed class CassandraListTests(CassandraKeyspace keyspace, ITestOutputHelper output) : IClassFixture<CassandraKeyspace>, IAsyncLifetime
{
    private const int Jobs = 100_000;
    private const int Limit = 50;
    private const long Minute = 60 * 1000;
    private CassandraStore _store = null!;
    private int _statements;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await keyspace.EmptyAsync();

        // On a clock that stands still nothing is archived: all jobs are live, which makes the test quick.
        _store = CassandraStores.Store(keyspace.Name, CassandraStoreHooks.None with { Execute = CountAsync }, clock: new VirtualTimeProvider());
        await _store.OpenAsync(Partitions, None);
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [CassandraFact(Timeout = CassandraLoad.TimeoutMs)]
    public async Task ListJobs_ManyJobs_ShowsEachFacetExactlyAndCheaply()
    {
        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(async partition =>
        {
            var owner = await PartitionOwner.AcquireAsync(_store, partition);
            foreach (var some in Enumerable.Range(0, Jobs).Where(i => i % Partitions == partition).Chunk(500))
                await owner.CommitSurelyAsync(some.Select(Make).SelectMany(Insert));
        }));
        await AssertListAsync("all", new(), _ => true, 40);
        await AssertListAsync("a type", new() { JobTypes = ["mail"] }, i => i % 2 == 1, 40);
        await AssertListAsync("types", new() { JobTypes = ["mail", "echo"] }, _ => true, 40);
        await AssertListAsync("a queue", new() { Queues = ["slow"] }, i => i % 10 == 0, 40);
        await AssertListAsync("a tag", new() { Tags = ["rare"] }, i => i % 1_000 == 7, 60);
        await AssertListAsync("a schedule", new() { ScheduleIds = ["nightly"] }, i => i % 500 == 3, 60);
        await AssertListAsync("a concurrency key", new() { ConcurrencyKeys = ["c5"] }, i => i % 100 == 5, 60);
        await AssertListAsync("an idempotency key", new() { IdempotencyKeys = ["i4242"] }, i => i == 4_242, 40);
        await AssertListAsync("failed of a type", new() { States = [JobState.Failed], JobTypes = ["mail"] }, i => i % 1_000 == 11, 200);
        await AssertListAsync("a tag and a type that it never has", new() { Tags = ["rare"], JobTypes = ["echo"] }, _ => false, 60);
        await AssertListAsync("a time", new() { From = At(500), To = At(520) }, i => i / 100 is >= 500 and < 520, 40);
    }

    private static IEnumerable<Mutation> Insert(JobRecord job)
    {
        yield return new InsertJob(job);
        if (job.Spec.IdempotencyKey is { } key)
            yield return new PutIdempotency(new(job.Spec.ConcurrencyKey ?? "", key, job.JobId, "hash"));
    }

    private static DateTimeOffset At(int minute) => DateTimeOffset.FromUnixTimeMilliseconds(T0 + (minute * Minute));

    // A hundred a minute: the whole covers 17 hours.
    private static JobRecord Make(int i)
    {
        var failed = i % 1_000 == 11;
        return Job(i % Partitions, 1 + (i / Partitions), T0 + (i / 100 * Minute), spread: i % 97) with
        {
            State = failed ? StoredState.Failed : StoredState.Completed,
            FinishedAt = T0 + i,
            Line = null,
            At = default,
            Spec = Spec() with
            {
                JobType = i % 2 == 1 ? "mail" : "echo",
                Queue = i % 10 == 0 ? "slow" : "default",
                Tags = i % 1_000 == 7 ? ["rare", "x"] : [],
                ScheduleId = i % 500 == 3 ? "nightly" : null,
                ConcurrencyKey = i % 100 == 5 ? "c5" : null,
                IdempotencyKey = i % 4_242 == 0 ? "i" + i : null,
            },
        };
    }

    private async Task AssertListAsync(string what, JobFilter filter, Func<int, bool> shows, int mostStatements)
    {
        foreach (var order in new[] { JobOrder.Newest, JobOrder.Oldest })
        {
            var expected = Enumerable.Range(0, Jobs).Where(shows).Select(Make).OrderBy(job => job.SubmittedAt).ThenBy(job => job.JobId, StringComparer.Ordinal).Select(job => job.JobId);
            if (order == JobOrder.Newest)
                expected = expected.Reverse();
            var query = new JobQuery { Filter = filter, Order = order, Limit = Limit };
            var found = new List<string>();
            for (var pages = 0; pages < 2 || (found.Count < 2 * Limit && query.Cursor is not null); pages++)
            {
                Interlocked.Exchange(ref _statements, 0);
                var page = await _store.ListJobsAsync(query, T0, None);
                output.WriteLine($"{what}, {order}: {page.Items.Count} jobs, {_statements} statements");
                Assert.True(_statements <= mostStatements, $"{what}, {order}: {_statements} statements");
                found.AddRange(page.Items.Select(job => job.JobId));
                query = query with { Cursor = page.NextCursor };
                if (page.NextCursor is null)
                    break;
            }

            Assert.Equal(expected.Take(found.Count), found);
            Assert.True(found.Count >= Math.Min(Limit, expected.Count()), what);
        }
    }

    private Task<RowSet> CountAsync(IStatement statement, Func<Task<RowSet>> run)
    {
        Interlocked.Increment(ref _statements);
        return run();
    }
}
