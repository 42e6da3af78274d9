using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task ListJobs_EveryFilterAndOrder_ShowsExactlyThoseInOrder()
    {
        await ListSample.InsertAsync(Log);
        foreach (var (name, filter) in ListSample.Filters)
        {
            foreach (var order in Enum.GetValues<JobOrder>())
            {
                var expected = ListSample.Expected(ListSample.Jobs, filter, order);
                foreach (var limit in new[] { 1, 7, 500 })
                {
                    var found = await PageThroughAsync(new() { Filter = filter, Order = order, Limit = limit });
                    Assert.True(expected.SequenceEqual(found), $"{name}, {order}, limit {limit}: expected {expected.Count}, found {found.Count}");
                }
            }
        }
    }

    [StoreFact]
    public void ListJobs_TheSample_HasJobsForEveryFilter() =>
        Assert.All(ListSample.Filters, filter =>
            Assert.Equal(filter.Key is "nothing" or "empty range", ListSample.Expected(ListSample.Jobs, filter.Value, JobOrder.Newest).Count == 0));

    [StoreFact]
    public async Task ListJobs_Rows_AreWholeButForPayloadAndResult()
    {
        await ListSample.InsertAsync(Log);
        var rows = (await Queries.ListJobsAsync(new() { Limit = 500 }, ListSample.Now, None)).Items.ToDictionary(row => row.JobId);
        Assert.All(
            ListSample.Jobs,
            job => AssertSame(job.WithPayload(null) with { Result = null, PayloadOmitted = job.Spec.Payload is not null }, rows[job.JobId]));
    }

    [StoreFact]
    public async Task ListJobs_JobsAreInsertedMeanwhile_ShowsTheOldOnesExactlyOnce()
    {
        await ListSample.InsertAsync(Log);
        foreach (var order in new[] { JobOrder.Newest, JobOrder.Oldest })
        {
            var newest = T0 + (order == JobOrder.Newest ? 1_000 : 2_000);
            var seen = new List<string>();
            string? cursor = null;
            for (var page = 0; page == 0 || cursor is not null; page++)
            {
                Assert.True(page < 1_000, "the list does not end");
                var answer = await Queries.ListJobsAsync(new() { Order = order, Limit = 10, Cursor = cursor }, ListSample.Now, None);
                seen.AddRange(answer.Items.Select(job => job.JobId));
                cursor = answer.NextCursor;
                if (page < 3)
                    await ListSample.InsertAsync(Log, Enumerable.Range(0, 8).Select(i => Job(i % Partitions, 5_000 + (page * 8) + i, newest + page)));
            }

            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Equal(ListSample.Expected(ListSample.Jobs, new(), order), seen.Intersect(ListSample.Jobs.Select(job => job.JobId)));
        }
    }

    [StoreFact]
    public async Task ListJobs_StateChangesWithTheClock_IsShownAsOfNow()
    {
        var job = Job(0, 1) with { RunAt = T0 + 10 };
        await (await OwnAsync()).CommitAsync(Insert(job));
        var scheduled = new JobQuery { Filter = new() { States = [JobState.Scheduled] } };
        var queued = new JobQuery { Filter = new() { States = [JobState.Queued] } };
        Assert.Single((await Queries.ListJobsAsync(scheduled, T0 + 9, None)).Items);
        Assert.Empty((await Queries.ListJobsAsync(queued, T0 + 9, None)).Items);
        Assert.Empty((await Queries.ListJobsAsync(scheduled, T0 + 10, None)).Items);
        Assert.Single((await Queries.ListJobsAsync(queued, T0 + 10, None)).Items);
    }

    [StoreFact]
    public async Task ListJobs_AfterAnUpdate_ShowsTheNewState()
    {
        var owner = await OwnAsync();
        var job = Job(0, 1);
        await owner.CommitAsync(Insert(job));
        var claimed = job with { State = StoredState.Claimed, Line = null, At = default, Token = 5 };
        await owner.CommitAsync(new UpdateJob(claimed), new PutRunning(new(5, job.JobId)));
        await AssertShownAsync(JobState.Running, JobOrder.Newest);
        var failed = claimed with { State = StoredState.Failed, FinishedAt = T0 + 5, Error = new("x", "y") };
        await owner.CommitAsync(new UpdateJob(failed), new DeleteRunning(5));
        await AssertShownAsync(JobState.Failed, JobOrder.NewestFailure);
        await owner.CommitAsync(new UpdateJob(job with { Revision = 1, Error = failed.Error }));
        await AssertShownAsync(JobState.Scheduled, JobOrder.Due);
    }

    [StoreFact]
    public async Task ListJobs_CursorOfAnotherFilterOrOrder_IsMalformed()
    {
        await ListSample.InsertAsync(Log);
        var query = new JobQuery { Filter = new() { JobTypes = ["echo", "mail"], Tags = ["even"] }, Limit = 3 };
        var cursor = (await Queries.ListJobsAsync(query, ListSample.Now, None)).NextCursor;
        Assert.NotNull(cursor);
        Assert.Matches("^[A-Za-z0-9_-]+$", cursor);
        await Queries.ListJobsAsync(query with { Cursor = cursor, Limit = 4, Filter = query.Filter with { JobTypes = ["mail", "echo"] } }, ListSample.Now, None);
        JobFilter[] others =
        [
            new(), query.Filter with { JobTypes = ["echo"] }, query.Filter with { Tags = [] }, query.Filter with { Queues = ["even"] },
            query.Filter with { States = [JobState.Failed] }, query.Filter with { From = DateTimeOffset.UnixEpoch }, query.Filter with { To = DateTimeOffset.UnixEpoch },
            query.Filter with { ScheduleIds = ["a"] }, query.Filter with { IdempotencyKeys = ["a"] }, query.Filter with { ConcurrencyKeys = ["a"] },
            query.Filter with { ErrorCodes = ["a"] }, query.Filter with { Fingerprints = ["a"] },
        ];
        foreach (var other in others)
            await AssertMalformedAsync(query with { Filter = other, Cursor = cursor });
        await AssertMalformedAsync(query with { Order = JobOrder.Oldest, Cursor = cursor });
    }

    [StoreTheory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("b2xkZXI")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("\0 ' \" \ud800 🚀")]
    public async Task ListJobs_GarbageCursor_IsMalformed(string cursor)
    {
        await AssertMalformedAsync(new() { Cursor = cursor });
        await AssertMalformedAsync(new() { Cursor = new string('A', 100_000) + cursor });
    }

    [StoreFact]
    public async Task ListJobs_DamagedCursor_IsMalformedOrAPage()
    {
        await ListSample.InsertAsync(Log);
        var cursor = (await Queries.ListJobsAsync(new() { Limit = 2 }, ListSample.Now, None)).NextCursor!;
        for (var i = 0; i < cursor.Length; i++)
        {
            var damaged = string.Concat(cursor.AsSpan(0, i), cursor[i] == 'x' ? "y" : "x", cursor.AsSpan(i + 1));
            try
            {
                Assert.True((await Queries.ListJobsAsync(new() { Limit = 2, Cursor = damaged }, ListSample.Now, None)).Items.Count <= 2);
            }
            catch (MalformedRequestException malformed)
            {
                Assert.Equal(["cursor"], malformed.Errors.Keys);
            }
        }
    }

    [StoreFact]
    public async Task ListJobs_EmptyStore_IsTheEnd()
    {
        foreach (var order in Enum.GetValues<JobOrder>())
        {
            var page = await Queries.ListJobsAsync(new() { Order = order }, ListSample.Now, None);
            Assert.Empty(page.Items);
            Assert.Null(page.NextCursor);
        }
    }

    [StoreFact]
    public async Task CountMatching_EveryFilter_CountsUpToTheCap()
    {
        await ListSample.InsertAsync(Log);
        foreach (var (name, filter) in ListSample.Filters)
        {
            var expected = ListSample.Expected(ListSample.Jobs, filter, JobOrder.Newest).Count;
            foreach (var cap in new[] { 0, 1, 5, expected, expected + 1, 10_000 })
                Assert.True((Math.Min(cap, expected), expected <= cap) == await Queries.CountMatchingAsync(filter, ListSample.Now, cap, None), $"{name} {cap}");
        }
    }

    [StoreFact]
    public async Task OldestQueued_LinesOfAllKinds_GivesTheOldestDueByQueue()
    {
        var owner = await OwnAsync(1);
        var other = await OwnAsync(3);
        var lined = Lined(1, 1, new(LineKind.Queue, "a", 5), "a", T0 + 50);
        var later = Lined(1, 2, new(LineKind.Queue, "a", 5), "a", T0 + 60);
        var lower = Lined(1, 3, new(LineKind.Queue, "a", -5), "a", T0 + 30);
        var keyed = Lined(1, 4, new(LineKind.Key, "k"), "b", T0 + 20);
        var unknown = Lined(3, 5, new(LineKind.Type, "t"), "c", T0 + 10);
        var overdue = Job(3, 6) with { Spec = Spec() with { Queue = "d" }, RunAt = T0 + 5, At = new(T0 + 5, 6) };
        var future = Job(3, 7) with { Spec = Spec() with { Queue = "e" }, RunAt = T0 + 101, At = new(T0 + 101, 7) };
        var running = Job(3, 8) with { Spec = Spec() with { Queue = "f" }, State = StoredState.Claimed, Line = null, Token = 8 };
        JobRecord[] first = [lined, later, lower, keyed];
        await owner.CommitAsync([.. first.SelectMany(Insert), .. first.Select(job => job.Line!.Value).Distinct().Select(line => new PutLine(new(line, Position.Start)))]);
        await other.CommitAsync([.. Insert(unknown), .. Insert(overdue), .. Insert(future), .. Insert(running), new PutLine(new(unknown.Line!.Value, Position.Start))]);

        var expected = new Dictionary<string, long> { ["a"] = T0 + 30, ["b"] = T0 + 20, ["c"] = T0 + 10, ["d"] = T0 + 5 };
        Assert.Equal(expected, await Queries.OldestQueuedAsync(T0 + 100, None));
    }

    [StoreFact]
    public async Task OldestQueued_StaleAndTrimmedEntriesAtTheHead_ArePassedOver()
    {
        var owner = await OwnAsync();
        var line = new LineId(LineKind.Queue, "a");
        var jobs = Enumerable.Range(1, 40).Select(i => Lined(0, i, line, "a", T0 + i)).ToList();
        await owner.CommitAsync([.. jobs.SelectMany(Insert), new PutLine(new(line, Position.Start)), new PutEntry(new(line, new(T0, 0), Id(0, 99), EntryKind.Run))]);
        await owner.CommitAsync([
            .. jobs.Take(30).Select(job => new UpdateJob(job with { State = StoredState.Cancelled, Line = null, FinishedAt = T0 })),
            new TrimEntries(line, jobs[9].At), new PutLine(new(line, jobs[9].At))]);
        Assert.Equal(new Dictionary<string, long> { ["a"] = T0 + 31 }, await Queries.OldestQueuedAsync(T0 + 100, None));
        await owner.CommitAsync(jobs.Skip(30).Select(job => new UpdateJob(job with { State = StoredState.Cancelled, Line = null, FinishedAt = T0 })));
        Assert.Empty(await Queries.OldestQueuedAsync(T0 + 100, None));
    }

    private static JobRecord Lined(int partition, int sequence, LineId line, string queue, long runAt) =>
        Job(partition, sequence) with { Spec = Spec() with { Queue = queue }, State = StoredState.Lined, Line = line, RunAt = runAt, At = new(runAt, sequence) };

    private async Task<List<string>> PageThroughAsync(JobQuery query)
    {
        var found = new List<string>();
        for (var pages = 0; pages < 10_000; pages++)
        {
            var page = await Queries.ListJobsAsync(query, ListSample.Now, None);
            Assert.True(page.Items.Count <= query.Limit);
            found.AddRange(page.Items.Select(job => job.JobId));
            if (page.NextCursor is not { } cursor)
                return found;
            query = query with { Cursor = cursor };
        }

        throw new InvalidOperationException("The list does not end.");
    }

    private async Task AssertShownAsync(JobState state, JobOrder order)
    {
        foreach (var each in Enum.GetValues<JobState>())
        {
            var page = await Queries.ListJobsAsync(new() { Filter = new() { States = [each] } }, T0, None);
            Assert.Equal(each == state ? 1 : 0, page.Items.Count);
        }

        Assert.Single((await Queries.ListJobsAsync(new() { Order = order }, T0, None)).Items);
    }

    private async Task AssertMalformedAsync(JobQuery query)
    {
        var malformed = await Assert.ThrowsAsync<MalformedRequestException>(() => Queries.ListJobsAsync(query, ListSample.Now, None));
        Assert.Equal(["cursor"], malformed.Errors.Keys);
    }
}
