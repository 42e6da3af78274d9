using System.Text;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task InsertJob_EveryField_IsReadBack()
    {
        var job = FullJob(0, 1);
        await (await OwnAsync()).CommitAsync(new InsertJob(job));
        AssertSame(job, await LoadJobAsync(job.JobId));
        AssertSame(job, (await Queries.GetJobAsync(job.JobId, None))?.Job);
    }

    [StoreFact]
    public async Task InsertJob_NothingButDefaults_IsReadBack()
    {
        var job = new JobRecord { JobId = Id(0, 1), Sequence = 1, SubmittedAt = T0, Spec = Spec() };
        await (await OwnAsync()).CommitAsync(new InsertJob(job));
        AssertSame(job, await LoadJobAsync(job.JobId));
    }

    [StoreTheory]
    [InlineData(2)]
    [InlineData(StoreLimits.InlinePayloadBytes)]
    [InlineData(StoreLimits.InlinePayloadBytes + 1)]
    [InlineData(256 * 1024)]
    [InlineData(2 * 1024 * 1024)]
    public async Task InsertJob_PayloadAndResultOfAnySize_AreReadBack(int bytes)
    {
        var job = (Job(0, 1) with { State = StoredState.Completed, Result = Json(bytes) }).WithPayload(Json(bytes));
        await (await OwnAsync()).CommitAsync(new InsertJob(job));
        AssertSame(job, await LoadJobAsync(job.JobId));
        AssertSame(job, (await Queries.GetJobAsync(job.JobId, None))?.Job);
    }

    [StoreFact]
    public async Task InsertJob_PayloadText_IsKeptByteForByte()
    {
        var text = """{ "b" : 1.10e+05, "a":"\u0000\ud83d\ude80", "b":null }""";
        var job = Job(0, 1).WithPayload(RawJson.FromTrusted(Encoding.UTF8.GetBytes(text)));
        await (await OwnAsync()).CommitAsync(new InsertJob(job));
        Assert.Equal(text, (await LoadJobAsync(job.JobId)).Spec.Payload?.ToString());
    }

    [StoreTheory]
    [InlineData(-0.0)]
    [InlineData(0.1)]
    [InlineData(100.0)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(double.NaN)]
    public async Task InsertJob_Doubles_KeepTheirBits(double value)
    {
        var job = Job(0, 1) with { ProgressPercent = value };
        await (await OwnAsync()).CommitAsync(new InsertJob(job with { Spec = job.Spec with { Retry = new() { Factor = value, Jitter = value } } }));
        var read = await LoadJobAsync(job.JobId);
        foreach (var found in new[] { read.ProgressPercent!.Value, read.Spec.Retry.Factor, read.Spec.Retry.Jitter })
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(found));
    }

    [StoreFact]
    public async Task InsertJob_EveryStateReasonAndOutcome_IsReadBack()
    {
        var jobs = new List<JobRecord>();
        foreach (var state in Enum.GetValues<StoredState>())
            jobs.Add(Job(0, jobs.Count + 1) with { State = state });
        foreach (var reason in Enum.GetValues<WaitingReason>())
            jobs.Add(Job(0, jobs.Count + 1) with { Wait = reason });
        foreach (var outcome in Enum.GetValues<AttemptOutcome>())
            jobs.Add(Job(0, jobs.Count + 1) with { Newest = Attempt(1) with { Outcome = outcome, Error = null } });
        foreach (var kind in Enum.GetValues<LineKind>())
            jobs.Add(Job(0, jobs.Count + 1) with { Line = new(kind, "x", (int)kind) });
        jobs.Add(Job(0, jobs.Count + 1) with { Line = null, At = default, Newest = new(1, 2, "", T0) });
        await (await OwnAsync()).CommitAsync(jobs.Select(job => new InsertJob(job)));
        foreach (var job in jobs)
            AssertSame(job, await LoadJobAsync(job.JobId));
    }

    [StoreFact]
    public async Task UpdateJob_EveryField_ReplacesWhatChangesAndKeepsTheRest()
    {
        var owner = await OwnAsync();
        var first = Job(0, 1).WithPayload(Json(10));
        await owner.CommitAsync(new InsertJob(first));
        var full = FullJob(0, 1) with { Sequence = 99, PayloadOmitted = true };
        await owner.CommitAsync(new UpdateJob(full));
        var expected = full with { Spec = first.Spec, Sequence = 1, PayloadOmitted = false };
        AssertSame(expected, await LoadJobAsync(first.JobId));

        var back = first with { Spec = Spec() };
        await owner.CommitAsync(new UpdateJob(back));
        AssertSame(first, await LoadJobAsync(first.JobId));
    }

    [StoreTheory]
    [InlineData(100)]
    [InlineData(StoreLimits.InlinePayloadBytes + 1)]
    public async Task UpdateJob_PayloadOmitted_KeepsPayloadAndResult(int bytes)
    {
        var owner = await OwnAsync();
        var job = (Job(0, 1) with { State = StoredState.Completed, Result = Json(bytes) }).WithPayload(Json(bytes));
        await owner.CommitAsync(new InsertJob(job));
        var paged = job.WithPayload(null) with { Result = null, PayloadOmitted = true, Message = "seen" };
        await owner.CommitAsync(new UpdateJob(paged));
        AssertSame(job with { Message = "seen" }, await LoadJobAsync(job.JobId));
        await owner.CommitAsync(new UpdateJob(job with { Result = null }));
        AssertSame(job with { Result = null }, await LoadJobAsync(job.JobId));
    }

    [StoreFact]
    public async Task Attempts_PutReplacedAndDeleted_AreReadOldestFirst()
    {
        var owner = await OwnAsync();
        var job = Job(0, 1);
        var open = new AttemptRecord(2, 5, "", -1);
        await owner.CommitAsync([new InsertJob(job), new PutAttempt(job.JobId, Attempt(10)), new PutAttempt(job.JobId, open)]);
        await owner.CommitAsync(new PutAttempt(job.JobId, Attempt(1)), new PutAttempt(job.JobId, Attempt(10) with { Node = Unicode }));
        var stored = await Queries.GetJobAsync(job.JobId, None);
        Assert.Equal([Attempt(1), open, Attempt(10) with { Node = Unicode }], stored!.OlderAttempts);
        await owner.CommitAsync(new DeleteAttempt(job.JobId, 2), new DeleteAttempt(job.JobId, 77));
        Assert.Equal([1, 10], (await Queries.GetJobAsync(job.JobId, None))!.OlderAttempts.Select(a => a.Attempt));
    }

    [StoreFact]
    public async Task Running_PutAndDeleted_IsReadOldestTokenFirstWithoutLargePayloads()
    {
        var owner = await OwnAsync();
        var big = (Job(0, 1) with { State = StoredState.Claimed, Token = 300 }).WithPayload(Json(StoreLimits.InlinePayloadBytes + 1));
        var small = Job(0, 2) with { State = StoredState.Claimed, Token = 4 };
        await owner.CommitAsync(new InsertJob(big), new InsertJob(small), new PutRunning(new(300, big.JobId)), new PutRunning(new(4, small.JobId)));
        var running = await Log.ReadRunningAsync(0, None);
        Assert.Equal([new RunningRecord(4, small.JobId), new RunningRecord(300, big.JobId)], running.Select(r => r.Running));
        AssertSame(big.WithPayload(null) with { PayloadOmitted = true }, running[1].Job);
        AssertSame(small, running[0].Job);
        await owner.CommitAsync(new DeleteRunning(4), new DeleteRunning(5));
        Assert.Equal(300, Assert.Single(await Log.ReadRunningAsync(0, None)).Running.Token);
        Assert.Empty(await Log.ReadRunningAsync(1, None));
    }

    [StoreFact]
    public async Task Sends_PutAndDeleted_AreReadInOrderOfIds()
    {
        var owner = await OwnAsync();
        var sends = Enumerable.Range(1, 5).Select(i => new SendRecord(i * 1_000_000_000_000, i % Partitions, Id(1, i), FullSpec())).ToList();
        sends.Add(new(long.MaxValue, 3, Id(3, 9), FullSpec() with { Payload = Json(300_000) }));
        await owner.CommitAsync(sends.AsEnumerable().Reverse().Select(send => new PutSend(send)));
        var read = await Log.ReadSendsAsync(0, long.MinValue, 100, None);
        Assert.Equal(sends.Select(s => (s.Id, s.Target, s.JobId)), read.Select(s => (s.Id, s.Target, s.JobId)));
        Assert.All(sends.Zip(read), pair => AssertSame(pair.First.Spec!, pair.Second.Spec!));
        Assert.Equal(sends.Skip(2).Take(2).Select(s => s.Id), (await Log.ReadSendsAsync(0, sends[1].Id, 2, None)).Select(s => s.Id));
        await owner.CommitAsync(new DeleteSend(sends[0].Id), new DeleteSend(17));
        Assert.Equal(sends[1].Id, (await Log.ReadSendsAsync(0, 0, 1, None)).Single().Id);
        Assert.Empty(await Log.ReadSendsAsync(1, 0, 10, None));
    }

    [StoreFact]
    public async Task Queues_PutAndReplaced_AreReadByPartitionAndAll()
    {
        var here = new QueueRecord("a~1", true, Unicode, "ana", T0, 3);
        var bare = new QueueRecord("b", false, null, null, 0, 1);
        var there = new QueueRecord("c", true, "", "", -1, long.MaxValue);
        await (await OwnAsync(0)).CommitAsync(new PutQueue(here with { Version = 2 }), new PutQueue(bare));
        await (await OwnAsync(0)).CommitAsync(new PutQueue(here));
        await (await OwnAsync(3)).CommitAsync(new PutQueue(there));
        Assert.Equal([here, bare], (await Log.ReadQueuesAsync(0, None)).OrderBy(q => q.Name, StringComparer.Ordinal));
        Assert.Equal([here, bare, there], (await Queries.ListQueuesAsync(None)).OrderBy(q => q.Name, StringComparer.Ordinal));
    }

    [StoreFact]
    public async Task Idempotency_Put_IsLoadedWithItsJob()
    {
        var owner = await OwnAsync();
        var job = FullJob(0, 1);
        var scoped = new IdempotencyRecord(Unicode, Unicode, job.JobId, "hash");
        var bare = new IdempotencyRecord("", "k", Id(0, 77), "");
        await owner.CommitAsync(new InsertJob(job), new PutIdempotency(scoped), new PutIdempotency(bare));
        var loaded = await Log.LoadAsync(0, new() { IdempotencyKeys = [(Unicode, Unicode), ("", "k"), ("", Unicode), ("k", "")] }, None);
        Assert.Equal(2, loaded.IdempotencyKeys.Count);
        Assert.Equal(scoped, loaded.IdempotencyKeys[(Unicode, Unicode)]);
        Assert.Equal(bare, loaded.IdempotencyKeys[("", "k")]);
        AssertSame(job, Assert.Single(loaded.Jobs).Value);
        Assert.Empty((await Log.LoadAsync(1, new() { IdempotencyKeys = [("", "k")] }, None)).IdempotencyKeys);
        await owner.CommitAsync(new PutIdempotency(bare with { JobId = job.JobId }));
        loaded = await Log.LoadAsync(0, new() { IdempotencyKeys = [("", "k")] }, None);
        Assert.Equal(job.JobId, loaded.IdempotencyKeys[("", "k")].JobId);
    }

    [StoreFact]
    public async Task Load_ManyJobsAndUnknownOnes_GivesThoseThatExist()
    {
        var jobs = Enumerable.Range(1, 500).Select(i => Job(0, i)).ToList();
        await (await OwnAsync()).CommitAsync(jobs.Select(job => new InsertJob(job)));
        var loaded = await Log.LoadAsync(0, new() { JobIds = [.. jobs.Select(j => j.JobId), Id(0, 501), "", "odd", jobs[0].JobId] }, None);
        Assert.Equal(500, loaded.Jobs.Count);
        Assert.Empty((await Log.LoadAsync(1, new() { JobIds = [jobs[0].JobId] }, None)).Jobs);
    }

    public static TheoryData<string> OddIds =>
    [
        "", " ", "x", "\0", "'", "\"; drop table jobs; --", "\ud800", "🚀", new string('a', 10_000), "0000-0000000000000\0",
        "00c1-01kb3z5m8q4t7\ud800", "ffff-zzzzzzzzzzzzzz", "0000-" + new string('0', 14), "%", "0001-01kb3z5m8q4t7X",
    ];

    [StoreTheory]
    [MemberData(nameof(OddIds))]
    public async Task GetJob_AnyText_IsNull(string id)
    {
        await (await OwnAsync()).CommitAsync(new InsertJob(Job(0, 1)));
        Assert.Null(await Queries.GetJobAsync(id, None));
        Assert.Empty((await Log.LoadAsync(0, new() { JobIds = [id] }, None)).Jobs);
    }
}
