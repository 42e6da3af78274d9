using JobScheduler.Grains.Core;
using JobScheduler.Grains.Retention;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Stores;
using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>The walk along ended jobs, and the grain that has them removed.</summary>
public sealed class GrainRetentionTests
{
    private const long Now = Sample.T0 + 1_000_000;

    [Fact]
    public async Task Retention_JobsThatEndedLongAgo_AreRemovedAndOthersStay()
    {
        var memory = new InMemoryStore();
        await memory.OpenAsync(4, default);
        var old = GrainWorld.Now - 100_000;
        for (var partition = 0; partition < 4; partition++)
        {
            var owner = await PartitionOwner.AcquireAsync(memory, partition);
            for (var i = 1; i <= 60; i++)
                await owner.CommitAsync(new InsertJob(Ended(partition, i, i % 2 == 0 ? "kept" : "echo", old + i)));
        }

        await using var world = await GrainWorld.StartAsync(
            told => told with { Partitions = 4, Retention = new RetentionRules(new(50_000, null, null), new Dictionary<string, RetentionPeriods> { ["kept"] = new(null, null, null) }) },
            memory);
        await using (world)
        {
            await GrainWorld.Within(world.Grains.GetGrain<ISchedulerGrain>(0).StartAsync(), "start");
            var removed = await GrainWorld.Within(world.Logs.WaitAsync(line => line.Message.Contains("their retention is over", StringComparison.Ordinal)), "removed");
            Assert.Contains("120 jobs", removed.Message, StringComparison.Ordinal);
            var left = (await memory.ListJobsAsync(new() { Limit = 1_000 }, Now, default)).Items;
            Assert.Equal(120, left.Count);
            Assert.All(left, job => Assert.Equal("kept", job.Spec.JobType));
        }
    }

    [Fact]
    public async Task Trim_OverTheGrain_AnswersEachInItsOrder()
    {
        await using var world = await GrainWorld.StartAsync(told => told with { Retention = new RetentionRules(new(0, 0, 0)) });
        var done = await world.SubmitAsync(GrainWorld.Spec);
        (await world.Handlers.NextAsync("the job")).Complete();
        await world.UntilAsync(done, JobState.Completed);
        var waiting = await world.SubmitAsync(GrainWorld.Spec with { DelayMs = 1_000_000 });
        var answers = await GrainWorld.Within(world.Partition().TrimAsync([waiting, done, "nothing", done]), "trim");
        Assert.Equal([PartitionStatus.StateConflict, PartitionStatus.Done, PartitionStatus.NotFound, PartitionStatus.NotFound], answers);
        Assert.Null(await world.Memory.GetJobAsync(done, default));
    }

    [Fact]
    public async Task Next_JobsKeptLongerAreInFront_DoNotBlockAndAreLookedAtOncePerPeriod()
    {
        var (memory, owner) = await StoreAsync();
        for (var i = 1; i <= 900; i++)
            await owner.CommitAsync(new InsertJob(Ended(0, i, i <= 800 ? "long" : "echo", Sample.T0 + i)));
        var queries = new CountedQueries(memory);
        var walk = new RetentionWalk(queries, new RetentionRules(new(1_000, null, null), new Dictionary<string, RetentionPeriods> { ["long"] = new(900_000_000, null, null) }, leastOfSentMs: 0));
        var found = await WalkAsync(walk, Now);
        Assert.Equal(100, found.Count);
        Assert.Equal(900, queries.Looked);
        Assert.Empty(await WalkAsync(walk, Now + 10));
        Assert.Equal(900, queries.Looked);

        await owner.CommitAsync(new InsertJob(Ended(0, 901, "echo", Now)));
        Assert.Empty(await WalkAsync(walk, Now + 999));
        Assert.Equal([Sample.Id(0, 901)], await WalkAsync(walk, Now + 1_000));
        Assert.Equal(901, queries.Looked);
        Assert.Equal(800, (await WalkAsync(walk, Now + 900_000_000)).Distinct().Count(id => string.CompareOrdinal(id, Sample.Id(0, 801)) < 0));
    }

    [Fact]
    public async Task Next_ADayLater_LooksAgainAtWhatWasLeft()
    {
        var (memory, owner) = await StoreAsync();
        var job = Ended(0, 1, "echo", Sample.T0);
        await owner.CommitAsync(new InsertJob(job), new PutSend(new(1, 0, job.JobId, Sample.Spec())));
        var walk = new RetentionWalk(memory, new RetentionRules(new(1_000, null, null), leastOfSentMs: 0));
        Assert.Empty(await WalkAsync(walk, Now));
        await owner.CommitAsync(new DeleteSend(1));
        Assert.Empty(await WalkAsync(walk, Now + 1));
        var aDay = Now + (24L * 60 * 60 * 1000) + 1;
        Assert.Empty(await WalkAsync(walk, aDay));
        Assert.Equal([job.JobId], await WalkAsync(walk, aDay));
    }

    private static async Task<List<string>> WalkAsync(RetentionWalk walk, long now)
    {
        var found = new List<string>();
        while (await walk.NextAsync(now, default) is { } step)
        {
            found.AddRange(step.JobIds);
            walk.Done(step);
        }

        return found;
    }

    private static async Task<(InMemoryStore Memory, PartitionOwner Owner)> StoreAsync()
    {
        var memory = new InMemoryStore();
        await memory.OpenAsync(Sample.Partitions, default);
        return (memory, await PartitionOwner.AcquireAsync(memory));
    }

    private static JobRecord Ended(int partition, long sequence, string type, long at)
    {
        var job = Sample.Job(partition, sequence);
        return job with { State = StoredState.Completed, Line = null, At = default, FinishedAt = at, Spec = job.Spec with { JobType = type } };
    }

    private sealed class CountedQueries(InMemoryStore inner) : IJobQueries
    {
        public int Looked { get; private set; }

        public async Task<IReadOnlyList<EndedJob>> ListEndedAsync(
            StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken)
        {
            var page = await inner.ListEndedAsync(state, after, upTo, limit, cancellationToken);
            Looked += page.Count;
            return page;
        }

        public Task<StoredJob?> GetJobAsync(string jobId, CancellationToken cancellationToken) => inner.GetJobAsync(jobId, cancellationToken);

        public Task<LoggedLines?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken) =>
            inner.GetAttemptLogAsync(jobId, attempt, cancellationToken);

        public Task<Page<JobRecord>> ListJobsAsync(JobQuery query, long now, CancellationToken cancellationToken) => inner.ListJobsAsync(query, now, cancellationToken);

        public Task<(long Count, bool Exact)> CountMatchingAsync(JobFilter filter, long now, long cap, CancellationToken cancellationToken) =>
            inner.CountMatchingAsync(filter, now, cap, cancellationToken);

        public Task<IReadOnlyList<CounterRecord>> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

        public Task<IReadOnlyList<QueueRecord>> ListQueuesAsync(CancellationToken cancellationToken) => inner.ListQueuesAsync(cancellationToken);

        public Task<IReadOnlyDictionary<string, long>> OldestQueuedAsync(long now, CancellationToken cancellationToken) => inner.OldestQueuedAsync(now, cancellationToken);
    }
}
