using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task Commit_InsertedJobExists_RejectsAllOfIt()
    {
        var owner = await OwnAsync();
        await owner.CommitAsync(Insert(Job(0, 1) with { Message = "first" }));
        var counter = new CounterRecord(StoredState.Waiting, "q", "t", 5);
        var result = await owner.TryCommitAsync([.. Insert(Job(0, 2)), new SetCounter(counter), new InsertJob(Job(0, 1)), .. Insert(Job(0, 3))]);
        AssertRejected(result, RejectReason.Conflict);

        Assert.Equal("first", (await LoadJobAsync(Id(0, 1))).Message);
        Assert.Empty((await Log.LoadAsync(0, new() { JobIds = [Id(0, 2), Id(0, 3)] }, None)).Jobs);
        Assert.Empty(await Log.ReadCountersAsync(0, None));
        Assert.Single((await ReadAllAsync(LineId.Due)).Entries);
        await owner.CommitAsync(Insert(Job(0, 2)));
    }

    [StoreFact]
    public async Task Commit_UpdatedJobDoesNotExist_RejectsAllOfIt()
    {
        var owner = await OwnAsync();
        AssertRejected(await owner.TryCommitAsync([.. Insert(Job(0, 2)), new UpdateJob(Job(0, 1))]), RejectReason.Conflict);
        Assert.Empty((await Log.LoadAsync(0, new() { JobIds = [Id(0, 1), Id(0, 2)] }, None)).Jobs);
        await owner.CommitAsync();
    }

    public static TheoryData<string, Mutation[]> RowsNamedTwice
    {
        get
        {
            var line = new LineId(LineKind.Queue, "q", 3);
            var entry = new EntryRecord(line, new(5, 6), Id(0, 1), EntryKind.Run);
            var queue = new QueueRecord("q", true, null, null, 0, 1);
            return new()
            {
                { "job", [new InsertJob(Job(0, 1)), new InsertJob(Job(0, 1))] },
                { "job updated", [new InsertJob(Job(0, 1)), new UpdateJob(Job(0, 1))] },
                { "attempt", [new PutAttempt(Id(0, 1), Attempt(1)), new DeleteAttempt(Id(0, 1), 1)] },
                { "entry", [new PutEntry(entry), new PutEntry(entry)] },
                { "entry under trim", [new TrimEntries(line, new(5, 6)), new PutEntry(entry)] },
                { "entry under later trim", [new PutEntry(entry), new TrimEntries(line, new(6, 0))] },
                { "trim", [new TrimEntries(line, new(1, 1)), new TrimEntries(line, new(2, 2))] },
                { "line", [new PutLine(new(line, default)), new DeleteLine(line)] },
                { "running", [new PutRunning(new(1, Id(0, 1))), new DeleteRunning(1)] },
                { "idempotency", [new PutIdempotency(new("s", "k", "a", "h")), new PutIdempotency(new("s", "k", "b", "h"))] },
                { "queue", [new PutQueue(queue), new PutQueue(queue)] },
                { "send", [new PutSend(new(1, 0, "a", Spec())), new DeleteSend(1)] },
                { "counter", [new SetCounter(new(StoredState.Lined, "q", "t", 1)), new SetCounter(new(StoredState.Lined, "q", "t", 0))] },
                { "job of another partition", [new InsertJob(Job(1, 1))] },
                { "job under another time", [new InsertJob(Job(0, 1) with { SubmittedAt = T0 + 1 })] },
                { "job without an id", [new InsertJob(Job(0, 1) with { JobId = "odd" })] },
                { "job without its payload", [new InsertJob(Job(0, 1) with { PayloadOmitted = true })] },
            };
        }
    }

    [StoreTheory]
    [MemberData(nameof(RowsNamedTwice))]
    public async Task Commit_BugOfTheWriter_IsRejectedAsConflict(string what, Mutation[] mutations)
    {
        var owner = await OwnAsync();
        var result = await owner.TryCommitAsync(mutations);
        Assert.True(result.Reason == RejectReason.Conflict, what);
        AssertRejected(result, RejectReason.Conflict);
        await owner.CommitAsync(Insert(Job(0, 1)));
    }

    [StoreFact]
    public async Task Commit_RowsThatDifferInOnePartOfTheirKey_AreApplied()
    {
        var owner = await OwnAsync();
        await owner.CommitAsync(
            new PutEntry(new(new(LineKind.Queue, "a"), new(1, 1), "x", EntryKind.Run)),
            new PutEntry(new(new(LineKind.Key, "a"), new(1, 1), "x", EntryKind.Run)),
            new PutEntry(new(new(LineKind.Type, "a"), new(1, 1), "x", EntryKind.Run)),
            new PutEntry(new(new(LineKind.Queue, "a", 1), new(1, 1), "x", EntryKind.Run)),
            new PutEntry(new(new(LineKind.Queue, "a", -1), new(1, 1), "x", EntryKind.Run)),
            new PutEntry(new(new(LineKind.Queue, "a"), new(1, 2), "x", EntryKind.Run)),
            new TrimEntries(new(LineKind.Queue, "a", 2), new(9, 9)),
            new PutLine(new(new(LineKind.Queue, "a"), new(1, 1))),
            new PutLine(new(new(LineKind.Queue, "a", 1), new(1, 1))),
            new PutIdempotency(new("a", "bc", "x", "h")),
            new PutIdempotency(new("ab", "c", "x", "h")),
            new SetCounter(new(StoredState.Lined, "q", "t", 1)),
            new SetCounter(new(StoredState.Claimed, "q", "t", 1)));
        Assert.Equal(2, (await ReadAllAsync(new(LineKind.Queue, "a"))).Entries.Count);
        Assert.Single((await ReadAllAsync(new(LineKind.Queue, "a", -1))).Entries);
        Assert.Equal(2, (await Log.ReadLinesAsync(0, None)).Count);
    }

    [StoreFact]
    public async Task Commit_AsManyRowsAsAllowed_IsAppliedAndOneMoreIsNot()
    {
        var owner = await OwnAsync();
        var jobs = Enumerable.Range(1, StoreLimits.CommitRows + 1).Select(i => new InsertJob(Job(0, i))).ToList();
        AssertRejected(await owner.TryCommitAsync(jobs), RejectReason.TooLarge);
        Assert.Empty((await Log.LoadAsync(0, new() { JobIds = [Id(0, 1)] }, None)).Jobs);
        await owner.CommitAsync(jobs.Take(StoreLimits.CommitRows));
        Assert.Equal(StoreLimits.CommitRows, (await Log.LoadAsync(0, new() { JobIds = [.. jobs.Select(j => j.Job.JobId)] }, None)).Jobs.Count);
    }

    [StoreFact]
    public async Task Commit_AsManyBytesAsAllowed_IsAppliedAndMoreGoesOnlyAlone()
    {
        var owner = await OwnAsync();
        var half = Json((StoreLimits.CommitBytes / 2) - 1024);
        await owner.CommitAsync([.. Insert(Job(0, 1).WithPayload(half)), .. Insert(Job(0, 2).WithPayload(half))]);
        var big = Job(0, 3).WithPayload(Json(StoreLimits.CommitBytes + 1));
        AssertRejected(await owner.TryCommitAsync([.. Insert(big), .. Insert(Job(0, 4))]), RejectReason.TooLarge);
        await owner.CommitAsync(Insert(big));
        AssertSame(big, await LoadJobAsync(big.JobId));
    }

    [StoreFact]
    public async Task Commit_Nothing_RaisesTheSeq()
    {
        var owner = await OwnAsync();
        await owner.CommitAsync();
        await owner.CommitAsync();
        Assert.Equal(2, (await OwnAsync()).Head.Seq);
    }

    [StoreFact]
    public async Task Commit_DeletesOfWhatIsNotThere_AreApplied()
    {
        var owner = await OwnAsync();
        var line = new LineId(LineKind.Key, "none");
        await owner.CommitAsync(
            new DeleteAttempt(Id(0, 1), 1), new DeleteAttempt("odd", 1), new DeleteLine(line), new TrimEntries(line, new(9, 9)),
            new DeleteRunning(3), new DeleteSend(4), new SetCounter(new(StoredState.Failed, "q", "t", 0)));
    }

    [StoreFact]
    public async Task Counters_SetAndZeroed_AreReadByPartitionAndSummed()
    {
        var first = await OwnAsync(0);
        var second = await OwnAsync(1);
        var a = new CounterRecord(StoredState.Waiting, "q", Unicode, 3);
        var b = new CounterRecord(StoredState.Completed, "", "t", long.MaxValue / 2);
        await first.CommitAsync(new SetCounter(a with { Count = 1 }), new SetCounter(b));
        await first.CommitAsync(new SetCounter(a));
        await second.CommitAsync(new SetCounter(a with { Count = 4 }));
        Assert.Equal([a, b], (await Log.ReadCountersAsync(0, None)).OrderBy(c => c.State));
        Assert.Equal([a with { Count = 7 }, b], (await Queries.CountAsync(None)).OrderBy(c => c.State));
        await first.CommitAsync(new SetCounter(a with { Count = 0 }));
        Assert.Equal(b, Assert.Single(await Log.ReadCountersAsync(0, None)));
        Assert.Equal([a with { Count = 4 }, b], (await Queries.CountAsync(None)).OrderBy(c => c.State));
    }

    [StoreFact]
    public async Task Commit_ManyPartitionsAtOnce_AllAreApplied()
    {
        const int commits = 50;
        async Task WorkAsync(int partition)
        {
            var owner = await OwnAsync(partition);
            for (var i = 1; i <= commits; i++)
                await owner.CommitAsync([.. Insert(Job(partition, i)), new SetCounter(new(StoredState.Waiting, "default", "echo", i))]);
        }

        await Task.WhenAll(Enumerable.Range(0, Partitions).Select(WorkAsync));
        Assert.Equal(commits * Partitions, Assert.Single(await Queries.CountAsync(None)).Count);
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(commits, (await ReadAllAsync(LineId.Due, partition)).Entries.Count);
            Assert.Equal(commits, (await OwnAsync(partition)).Head.Seq);
        }
    }

    [StoreFact]
    public async Task Commit_TwoOwnersFight_NothingIsLostOrDoubled()
    {
        var applied = new int[2];
        async Task FightAsync(int who)
        {
            var owner = await OwnAsync();
            for (var i = 0; i < 100; i++)
            {
                var sequence = (who * 1_000) + i;
                var result = await owner.TryCommitAsync(Insert(Job(0, sequence)));
                if (result.Status == CommitStatus.Applied)
                    applied[who]++;
                else
                    owner = await OwnAsync();
                await Task.Yield();
            }
        }

        await Task.WhenAll(FightAsync(0), FightAsync(1));
        var stored = (await ReadAllAsync(LineId.Due)).Entries;
        Assert.Equal(applied.Sum(), stored.Count);
        Assert.All(stored, entry => Assert.NotNull(entry.Job));
        Assert.Equal(applied.Sum(), (await OwnAsync()).Head.Seq);
    }

    [StoreFact]
    public async Task Reopen_AfterAnsweredCommits_KeepsEverything()
    {
        var owner = await OwnAsync();
        var job = FullJob(0, 1);
        var line = new LineRecord(new(LineKind.Queue, "q", 2), new(3, 4));
        await owner.CommitAsync(
            new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new PutLine(line), new PutQueue(new("q", true, null, null, 1, 1)),
            new PutEntry(new(line.Line, new(5, 5), job.JobId, EntryKind.Run)), new PutRunning(new(1, job.JobId)), new PutSend(new(1, 2, Id(2, 1), FullSpec())),
            new PutIdempotency(new("s", "k", job.JobId, "h")), new SetCounter(new(StoredState.Failed, "q", "t", 1)));
        await ReopenAsync();

        Assert.False(Info.Created);
        Assert.Equal(Partitions, Info.Partitions);
        AssertSame(job, (await Queries.GetJobAsync(job.JobId, None))!.Job);
        Assert.Single((await Queries.GetJobAsync(job.JobId, None))!.OlderAttempts);
        Assert.Equal(line, Assert.Single(await Log.ReadLinesAsync(0, None)));
        Assert.Single((await ReadAllAsync(line.Line)).Entries);
        Assert.Single(await Log.ReadRunningAsync(0, None));
        Assert.Single(await Log.ReadSendsAsync(0, 0, 9, None));
        Assert.Single(await Log.ReadQueuesAsync(0, None));
        Assert.Single(await Log.ReadCountersAsync(0, None));
        Assert.Single((await Log.LoadAsync(0, new() { IdempotencyKeys = [("s", "k")] }, None)).IdempotencyKeys);
        var head = await Log.AcquireTermAsync(0, "n2", owner.Head.Term, None);
        Assert.Equal(owner.Head with { Term = 2, Owner = "n2" }, head.Head);
    }
}
