using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    private static JobRecord Logged(int partition, long sequence) => Job(partition, sequence) with { HasLogs = true };

    [StoreFact]
    public async Task AttemptLog_PutAndPutAgain_IsReadBackByAttempt()
    {
        var owner = await OwnAsync();
        var job = Logged(0, 1);
        await owner.CommitAsync(new InsertJob(job), new PutAttemptLog(job.JobId, 1, Log()), new PutAttemptLog(job.JobId, 2, Log(200, truncated: true)));
        AssertSame(Log(), await Queries.GetAttemptLogAsync(job.JobId, 1, None));
        AssertSame(Log(200, truncated: true), await Queries.GetAttemptLogAsync(job.JobId, 2, None));
        AssertSame(job, await LoadJobAsync(job.JobId));

        await owner.CommitAsync(new UpdateJob(job), new PutAttemptLog(job.JobId, 1, Log(5)));
        AssertSame(Log(5), await Queries.GetAttemptLogAsync(job.JobId, 1, None));
    }

    [StoreFact]
    public async Task AttemptLog_NothingLogged_IsNull()
    {
        var (job, other) = (Logged(0, 1), Logged(1, 1));
        await (await OwnAsync(0)).CommitAsync(new InsertJob(job), new PutAttemptLog(job.JobId, 1, Log()));
        await (await OwnAsync(1)).CommitAsync(new InsertJob(other));
        foreach (var attempt in new[] { 0, 2, -1, int.MaxValue, int.MinValue })
            Assert.Null(await Queries.GetAttemptLogAsync(job.JobId, attempt, None));
        Assert.Null(await Queries.GetAttemptLogAsync(other.JobId, 1, None));
        Assert.Null(await Queries.GetAttemptLogAsync(Id(0, 2), 1, None));
    }

    [StoreTheory]
    [MemberData(nameof(OddIds))]
    public async Task AttemptLog_AnyText_IsNull(string id) => Assert.Null(await Queries.GetAttemptLogAsync(id, 1, None));

    [StoreFact]
    public async Task AttemptLog_LargestLines_AreReadBack()
    {
        var job = Logged(0, 1);
        var line = new LogLine(DateTimeOffset.FromUnixTimeMilliseconds(T0), LogLineLevel.Error, new string('東', 8 * 1024 / 3));
        var log = new LoggedLines(true, [.. Enumerable.Repeat(line, 8)]);
        await (await OwnAsync()).CommitAsync(new InsertJob(job), new PutAttemptLog(job.JobId, 1, log));
        await ReopenAsync();
        AssertSame(log, await Queries.GetAttemptLogAsync(job.JobId, 1, None));
    }

    [StoreFact]
    public async Task DeleteAttempt_WithLog_TakesItAndNoOther()
    {
        var owner = await OwnAsync();
        var job = Logged(0, 1);
        await owner.CommitAsync(
            new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new PutAttemptLog(job.JobId, 1, Log()), new PutAttemptLog(job.JobId, 2, Log()));
        await owner.CommitAsync(new UpdateJob(job with { Message = "again" }), new DeleteAttempt(job.JobId, 1), new DeleteAttempt(job.JobId, 77));
        Assert.Null(await Queries.GetAttemptLogAsync(job.JobId, 1, None));
        AssertSame(Log(), await Queries.GetAttemptLogAsync(job.JobId, 2, None));
    }

    [StoreFact]
    public async Task DeleteJob_WithLogs_TakesThemAndNoOther()
    {
        var owner = await OwnAsync();
        var (gone, kept) = (EndedJobOf(0, 1, StoredState.Failed, T0) with { HasLogs = true }, EndedJobOf(0, 2, StoredState.Failed, T0) with { HasLogs = true });
        await owner.CommitAsync(
            new InsertJob(gone), new InsertJob(kept), new PutAttemptLog(gone.JobId, 1, Log()), new PutAttemptLog(gone.JobId, 2, Log()),
            new PutAttemptLog(kept.JobId, 1, Log(3)));
        await owner.CommitAsync(new DeleteJob(gone.JobId));
        Assert.Null(await Queries.GetAttemptLogAsync(gone.JobId, 2, None));
        AssertSame(Log(3), await Queries.GetAttemptLogAsync(kept.JobId, 1, None));

        await owner.CommitAsync(new InsertJob(gone with { HasLogs = false }));
        Assert.Null(await Queries.GetAttemptLogAsync(gone.JobId, 1, None));
    }

    [StoreFact]
    public async Task AttemptLog_DroppedOrNamedTwiceInOneCommit_IsAConflict()
    {
        var owner = await OwnAsync();
        var job = Logged(0, 1);
        await owner.CommitAsync(new InsertJob(job));
        var put = new PutAttemptLog(job.JobId, 1, Log());
        AssertRejected(await owner.TryCommitAsync(put, put with { Log = Log(3) }), RejectReason.Conflict);
        AssertRejected(await owner.TryCommitAsync(put, new DeleteAttempt(job.JobId, 1)), RejectReason.Conflict);
        AssertRejected(await owner.TryCommitAsync(new DeleteAttempt(job.JobId, 1), put), RejectReason.Conflict);
        AssertRejected(await owner.TryCommitAsync(put, new DeleteJob(job.JobId)), RejectReason.Conflict);
        Assert.Null(await Queries.GetAttemptLogAsync(job.JobId, 1, None));
        await owner.CommitAsync(put, new DeleteAttempt(job.JobId, 2));
    }

    [StoreFact]
    public async Task AttemptLog_UnderAnOldTerm_IsFenced()
    {
        var owner = await OwnAsync();
        var job = Logged(0, 1);
        await owner.CommitAsync(new InsertJob(job));
        await OwnAsync();
        Assert.Equal(CommitResult.Fenced, await owner.TryCommitAsync(new PutAttemptLog(job.JobId, 1, Log())));
        Assert.Null(await Queries.GetAttemptLogAsync(job.JobId, 1, None));
    }

    [StoreFact]
    public async Task AttemptLog_OverTheSizeOfACommit_CountsLikeAnyRow()
    {
        var owner = await OwnAsync();
        var (one, other) = (Logged(0, 1), Logged(0, 2));
        var line = new LogLine(DateTimeOffset.UnixEpoch, LogLineLevel.Debug, new string('x', StoreLimits.CommitBytes / 2));
        var log = new LoggedLines(false, [line]);
        AssertRejected(
            await owner.TryCommitAsync(new InsertJob(one), new InsertJob(other), new PutAttemptLog(one.JobId, 1, log), new PutAttemptLog(other.JobId, 1, log)),
            RejectReason.TooLarge);
    }
}
