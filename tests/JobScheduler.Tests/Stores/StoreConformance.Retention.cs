using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    private static JobRecord EndedJobOf(int partition, long sequence, StoredState state, long finishedAt) =>
        Job(partition, sequence) with { State = state, Line = null, At = default, FinishedAt = finishedAt };

    [StoreFact]
    public async Task DeleteJob_WithPayloadAndAttempts_TakesAllOfItAndNothingElse()
    {
        var owner = await OwnAsync();
        var big = Json(StoreLimits.InlinePayloadBytes + 1);
        var (gone, kept) = (EndedJobOf(0, 1, StoredState.Completed, T0).WithPayload(big), EndedJobOf(0, 2, StoredState.Completed, T0).WithPayload(big));
        await owner.CommitAsync(
            new InsertJob(gone), new InsertJob(kept), new PutAttempt(gone.JobId, Attempt(1)), new PutAttempt(gone.JobId, Attempt(2)),
            new PutAttempt(kept.JobId, Attempt(1)));

        await owner.CommitAsync(new DeleteJob(gone.JobId));
        Assert.Null(await Queries.GetJobAsync(gone.JobId, None));
        var other = await Queries.GetJobAsync(kept.JobId, None);
        AssertSame(kept, other?.Job);
        Assert.Single(other!.OlderAttempts);

        await owner.CommitAsync(new InsertJob(gone));
        Assert.Empty((await Queries.GetJobAsync(gone.JobId, None))!.OlderAttempts);
        AssertSame(gone, await LoadJobAsync(gone.JobId));
    }

    [StoreFact]
    public async Task DeleteJob_NoSuchJob_IsAConflictAndNothingIsWritten()
    {
        var owner = await OwnAsync();
        var job = EndedJobOf(0, 1, StoredState.Failed, T0);
        AssertRejected(await owner.TryCommitAsync(new InsertJob(job), new DeleteJob(Id(0, 2))), RejectReason.Conflict);
        Assert.Null(await Queries.GetJobAsync(job.JobId, None));
    }

    [StoreFact]
    public async Task DeleteJob_NamedByAnotherMutation_IsAConflict()
    {
        var owner = await OwnAsync();
        var job = EndedJobOf(0, 1, StoredState.Failed, T0);
        await owner.CommitAsync(new InsertJob(job));
        Mutation[] others =
        [
            new UpdateJob(job), new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new DeleteAttempt(job.JobId, 1), new PutRunning(new(1, job.JobId)),
            new PutEntry(new(LineId.Due, new(T0, 1), job.JobId, EntryKind.Run)), new PutIdempotency(new("", "k", job.JobId, "h")),
            new PutLine(new(new(LineKind.Key, "k"), new(1, 1), job.JobId)), new PutSend(new(1, 0, job.JobId, null, SentKind.Ended, "s")), new DeleteJob(job.JobId),
        ];
        foreach (var other in others)
        {
            AssertRejected(await owner.TryCommitAsync(new DeleteJob(job.JobId), other), RejectReason.Conflict);
            AssertRejected(await owner.TryCommitAsync(other, new DeleteJob(job.JobId)), RejectReason.Conflict);
        }

        AssertSame(job, await LoadJobAsync(job.JobId));
    }

    [StoreFact]
    public async Task DeleteJob_OfAnotherPartition_IsAConflict()
    {
        var job = EndedJobOf(1, 1, StoredState.Failed, T0);
        await (await OwnAsync(1)).CommitAsync(new InsertJob(job));
        AssertRejected(await (await OwnAsync(0)).TryCommitAsync(new DeleteJob(job.JobId)), RejectReason.Conflict);
        Assert.NotNull(await Queries.GetJobAsync(job.JobId, None));
    }

    [StoreFact]
    public async Task DeleteJob_UnderAnOldTerm_IsFenced()
    {
        var owner = await OwnAsync();
        var job = EndedJobOf(0, 1, StoredState.Failed, T0);
        await owner.CommitAsync(new InsertJob(job));
        await OwnAsync();
        Assert.Equal(CommitResult.Fenced, await owner.TryCommitAsync(new DeleteJob(job.JobId)));
        Assert.NotNull(await Queries.GetJobAsync(job.JobId, None));
    }

    [StoreFact]
    public async Task DeleteIdempotency_OfItsJobOnly_FreesTheKey()
    {
        var owner = await OwnAsync();
        await owner.CommitAsync(new PutIdempotency(new(Unicode, "k", Id(0, 1), "h")), new PutIdempotency(new("", "k", Id(0, 2), "h")));
        await owner.CommitAsync(new DeleteIdempotency("", "k", Id(0, 1)));
        await owner.CommitAsync(new DeleteIdempotency(Unicode, "k", Id(0, 1)));
        var loaded = await Log.LoadAsync(0, new() { IdempotencyKeys = [("", "k"), (Unicode, "k")] }, None);
        Assert.Equal(("", "k"), Assert.Single(loaded.IdempotencyKeys).Key);
        AssertRejected(await owner.TryCommitAsync(new DeleteIdempotency("", "k", Id(0, 2)), new PutIdempotency(new("", "k", Id(0, 3), "h"))), RejectReason.Conflict);
    }

    [StoreFact]
    public async Task Load_PagedJobs_AreWithoutLargePayloads()
    {
        var (small, large) = (Job(0, 1).WithPayload(Json(StoreLimits.InlinePayloadBytes)), FullJob(0, 2).WithPayload(Json(StoreLimits.InlinePayloadBytes + 1)));
        await (await OwnAsync()).CommitAsync(new InsertJob(small), new InsertJob(large));
        var loaded = await Log.LoadAsync(0, new() { PagedJobIds = [small.JobId, large.JobId, Id(0, 9), "odd"] }, None);
        Assert.Equal(2, loaded.Jobs.Count);
        AssertSame(small, loaded.Jobs[small.JobId]);
        AssertSame(large.WithPayload(null) with { Result = null, PayloadOmitted = true }, loaded.Jobs[large.JobId]);
    }

    [StoreFact]
    public async Task ListEnded_EveryState_WalksItsJobsInOrderOfTheirEnd()
    {
        var jobs = new List<JobRecord>();
        foreach (var state in new[] { StoredState.Completed, StoredState.Failed, StoredState.Cancelled })
        {
            for (var i = 0; i < 30; i++)
                jobs.Add(EndedJobOf(i % Partitions, jobs.Count + 1, state, T0 + (i * 7 % 11)));
        }

        foreach (var part in jobs.GroupBy(job => (int)((job.Sequence - 1) % 30 % Partitions)))
            await (await OwnAsync(part.Key)).CommitAsync([.. part.Select(job => new InsertJob(job)), new InsertJob(Job(part.Key, 1_000 + part.Key))]);
        foreach (var state in new[] { StoredState.Completed, StoredState.Failed, StoredState.Cancelled })
        {
            var expected = jobs.Where(job => job.State == state && job.FinishedAt <= T0 + 8)
                .OrderBy(job => job.FinishedAt).ThenBy(job => job.JobId, StringComparer.Ordinal).Select(job => job.JobId).ToList();
            Assert.NotEmpty(expected);
            foreach (var limit in new[] { 1, 4, 500 })
            {
                var found = new List<string>();
                for (var at = EndedPosition.Start; ;)
                {
                    var page = await Queries.ListEndedAsync(state, at, T0 + 8, limit, None);
                    found.AddRange(page.Select(job => job.JobId));
                    if (page.Count == 0)
                        break;
                    Assert.True(page.Count <= limit && found.Count <= expected.Count);
                    Assert.All(page, job => Assert.Equal(("echo", false), (job.JobType, job.IsSent)));
                    at = page[^1].Position;
                }

                Assert.Equal(expected, found);
            }
        }
    }

    [StoreFact]
    public async Task ListEnded_ASendRowNamesTheJob_IsSaid()
    {
        var (sent, other) = (EndedJobOf(0, 1, StoredState.Cancelled, T0), EndedJobOf(0, 2, StoredState.Cancelled, T0));
        await (await OwnAsync(0)).CommitAsync(new InsertJob(sent), new InsertJob(other));
        var sender = await OwnAsync(2);
        await sender.CommitAsync(new PutSend(new(1, 0, sent.JobId, Spec())));
        Assert.Equal([true, false], (await Queries.ListEndedAsync(StoredState.Cancelled, EndedPosition.Start, T0, 10, None)).Select(job => job.IsSent));
        await sender.CommitAsync(new DeleteSend(1));
        Assert.Equal([false, false], (await Queries.ListEndedAsync(StoredState.Cancelled, EndedPosition.Start, T0, 10, None)).Select(job => job.IsSent));
    }

    [StoreFact]
    public async Task ListEnded_ReplayedAndEndedAgain_IsAtItsNewPlace()
    {
        var owner = await OwnAsync();
        var job = EndedJobOf(0, 1, StoredState.Failed, T0);
        await owner.CommitAsync(new InsertJob(job));
        await owner.CommitAsync(new UpdateJob(job with { State = StoredState.Waiting, FinishedAt = null, Revision = 1 }));
        Assert.Empty(await Queries.ListEndedAsync(StoredState.Failed, EndedPosition.Start, long.MaxValue, 10, None));
        await owner.CommitAsync(new UpdateJob(job with { State = StoredState.Cancelled, FinishedAt = T0 + 9, Revision = 1 }));
        Assert.Empty(await Queries.ListEndedAsync(StoredState.Cancelled, EndedPosition.Start, T0 + 8, 10, None));
        Assert.Equal(T0 + 9, Assert.Single(await Queries.ListEndedAsync(StoredState.Cancelled, EndedPosition.Start, T0 + 9, 10, None)).FinishedAt);
    }
}
