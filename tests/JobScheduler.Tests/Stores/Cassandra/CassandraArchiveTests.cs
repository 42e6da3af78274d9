using Cassandra;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Tests.Cassandra;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>How a job that ended leaves the live rows, comes back, and goes for good.</summary>
public sealed class CassandraArchiveTests(CassandraKeyspace keyspace) : IClassFixture<CassandraKeyspace>, IAsyncLifetime
{
    private const long Hour = 60 * 60 * 1000;
    private readonly ArchiveWatch _watch = new();
    private CassandraStore _store = null!;
    private PartitionOwner _owner = null!;
    private bool _historyStays;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await keyspace.EmptyAsync();
        await OpenAsync();
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [CassandraFact]
    public async Task Archive_JobEnded_LeavesTheLiveRowsWithTheNextCommitAndIsTheSame()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new PutAttempt(job.JobId, Attempt(2)));
        await ArchivedAsync();
        Assert.Equal(1, await LiveRowsAsync(0));
        await _owner.CommitAsync();
        Assert.Equal((0, 0, 0), (await LiveRowsAsync(0), await LiveRowsAsync(1), await LiveRowsAsync(12)));

        var found = await _store.GetJobAsync(job.JobId, None);
        AssertSame(job, found!.Job);
        Assert.Equal([Attempt(1), Attempt(2)], found.OlderAttempts);
        var loaded = await _store.LoadAsync(0, new() { JobIds = [job.JobId] }, None);
        AssertSame(job, loaded.Jobs[job.JobId]);
        var listed = Assert.Single((await _store.ListJobsAsync(new() { Order = JobOrder.NewestFailure }, T0, None)).Items);
        Assert.Equal(job.JobId, listed.JobId);
        Assert.Equal(job.JobId, Assert.Single(await _store.ListEndedAsync(StoredState.Failed, EndedPosition.Start, long.MaxValue, 10, None)).JobId);
    }

    [CassandraFact]
    public async Task UpdateJob_OfTheHistory_MakesItLiveAgainWithAllItHad()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new PutAttempt(job.JobId, Attempt(2)));
        await ArchivedAsync();
        await _owner.CommitAsync();

        // As a page shows it: the payload is too large.
        var replayed = job.WithPayload(null) with
        {
            PayloadOmitted = true, State = StoredState.Waiting, FinishedAt = null, Result = null, Line = LineId.Due, At = new(T0 + 9, 1), Revision = 10,
        };
        await _owner.CommitAsync(new UpdateJob(replayed), new PutEntry(new(LineId.Due, replayed.At, job.JobId, EntryKind.Run)), new DeleteAttempt(job.JobId, 1));
        var found = await _store.GetJobAsync(job.JobId, None);
        AssertSame((replayed with { PayloadOmitted = false, Result = job.Result }).WithPayload(job.Spec.Payload), found!.Job);
        Assert.Equal([Attempt(2)], found.OlderAttempts);
        Assert.Empty((await _store.ListJobsAsync(new() { Order = JobOrder.NewestFailure }, T0, None)).Items);
        await ArchivedAsync();
        Assert.Equal(0, await RowsAsync($"SELECT COUNT(*) FROM {keyspace.Name}.job_index WHERE facet = 'ended' AND job_id = '{job.JobId}' ALLOW FILTERING"));

        var again = replayed with { State = StoredState.Cancelled, FinishedAt = T0 + 20, Line = null, At = default };
        await _owner.CommitAsync(new UpdateJob(again));
        await ArchivedAsync();
        await _owner.CommitAsync();
        Assert.Equal(0, await LiveRowsAsync(0));
        Assert.Equal(2, await RowsAsync($"SELECT COUNT(*) FROM {keyspace.Name}.history WHERE job_id = '{job.JobId}' ALLOW FILTERING"));
        Assert.Equal((StoredState.Cancelled, 10), ((await _store.GetJobAsync(job.JobId, None))!.Job.State, (await _store.GetJobAsync(job.JobId, None))!.Job.Revision));
    }

    [CassandraFact]
    public async Task Archive_LogsOfAttempts_AreCopiedAndStayThroughAReplay()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job), new PutAttemptLog(job.JobId, 1, Log()), new PutAttemptLog(job.JobId, 3, Log(3)));
        await ArchivedAsync();
        await _owner.CommitAsync();
        Assert.Equal((0, 0), (await LiveRowsAsync(0), await LiveRowsAsync(14)));
        AssertSame(Log(), await _store.GetAttemptLogAsync(job.JobId, 1, None));
        AssertSame(Log(3), await _store.GetAttemptLogAsync(job.JobId, 3, None));
        Assert.Null(await _store.GetAttemptLogAsync(job.JobId, 2, None));

        var replayed = job with { State = StoredState.Waiting, FinishedAt = null, Line = LineId.Due, At = new(T0 + 9, 1), Revision = 10 };
        await _owner.CommitAsync(new UpdateJob(replayed), new PutEntry(new(LineId.Due, replayed.At, job.JobId, EntryKind.Run)));
        AssertSame(Log(3), await _store.GetAttemptLogAsync(job.JobId, 3, None));
        await _owner.CommitAsync(new UpdateJob(job with { Revision = 10, Attempt = 4 }), new PutAttemptLog(job.JobId, 4, Log(4)), new PutAttemptLog(job.JobId, 3, Log(5)));
        AssertSame(Log(5), await _store.GetAttemptLogAsync(job.JobId, 3, None));
        await ArchivedAsync();
        await _owner.CommitAsync();
        Assert.Equal(0, await LiveRowsAsync(14));
        foreach (var (attempt, lines) in new[] { (1, 2), (3, 5), (4, 4) })
            AssertSame(Log(lines), await _store.GetAttemptLogAsync(job.JobId, attempt, None));
    }

    [CassandraFact]
    public async Task DeleteJob_OfTheHistory_LeavesNothing()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new PutAttemptLog(job.JobId, 1, Log()));
        await ArchivedAsync();
        await _owner.CommitAsync();
        await _owner.CommitAsync(new DeleteJob(job.JobId));
        Assert.Null(await _store.GetJobAsync(job.JobId, None));
        await ArchivedAsync();
        foreach (var table in new[] { "history", "payloads", "job_index" })
            Assert.Equal(0, await RowsAsync($"SELECT COUNT(*) FROM {keyspace.Name}.{table}"));
        await _owner.CommitAsync();
        Assert.Equal(0, await LiveRowsAsync(12));
        Assert.Equal(RejectReason.Conflict, (await _owner.TryCommitAsync(new DeleteJob(job.JobId))).Reason);
    }

    [CassandraFact]
    public async Task DeleteJob_TheHistoryCannotBeWritten_IsDeletedForOwnersAllTheSame()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job));
        await ArchivedAsync();
        await _owner.CommitAsync();
        _historyStays = true;
        await _owner.CommitAsync(new DeleteJob(job.JobId));
        Assert.NotNull(await _store.GetJobAsync(job.JobId, None));
        Assert.Empty((await _store.LoadAsync(0, new() { JobIds = [job.JobId] }, None)).Jobs);

        // The next owner knows it from the chore.
        await _store.DisposeAsync();
        await OpenAsync();
        Assert.Empty((await _store.LoadAsync(0, new() { JobIds = [job.JobId] }, None)).Jobs);
        _historyStays = false;
        await ArchivedAsync();
        Assert.Null(await _store.GetJobAsync(job.JobId, None));
    }

    [CassandraFact]
    public async Task InsertJob_AfterItsDeletion_KeepsItsPayload()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job));
        await ArchivedAsync();
        await _owner.CommitAsync(new DeleteJob(job.JobId));
        await _owner.CommitAsync(new InsertJob(job));
        await ArchivedAsync();
        await _owner.CommitAsync();
        AssertSame(job, (await _store.GetJobAsync(job.JobId, None))!.Job);
    }

    [CassandraFact]
    public async Task Archive_ByState_LivesAsLongAsItsRetentionAndThreeDays()
    {
        var jobs = new[] { StoredState.Completed, StoredState.Failed, StoredState.Cancelled }
            .Select((state, i) => Job(0, i + 1) with { State = state, Line = null, At = default, FinishedAt = T0 }).ToList();
        await _owner.CommitAsync(jobs.Select(job => new InsertJob(job)));
        await ArchivedAsync();
        var ttls = new List<int?>();
        foreach (var job in jobs)
            ttls.Add((await keyspace.RunAsync($"SELECT TTL(spec) FROM {keyspace.Name}.history WHERE job_id = '{job.JobId}' ALLOW FILTERING")).Single().GetValue<int?>(0));
        const int days = 3 * 24 * 60 * 60;
        Assert.InRange(ttls[0]!.Value, days + 3_600 - 300, days + 3_600);
        Assert.Null(ttls[1]);
        Assert.InRange(ttls[2]!.Value, days - 300, days);
    }

    [CassandraFact]
    public async Task Archive_ThePartitionMoves_IsDoneByTheNextOwner()
    {
        var job = FullEnded(1);
        await _owner.CommitAsync(new InsertJob(job));
        await _store.DisposeAsync();
        await OpenAsync();
        await ArchivedAsync();
        await _owner.CommitAsync();
        Assert.Equal(0, await LiveRowsAsync(0));
        AssertSame(job, (await _store.GetJobAsync(job.JobId, None))!.Job);
    }

    private static JobRecord FullEnded(long sequence) => (FullJob(0, sequence) with { Line = null, At = default, Attempt = 3, Result = Json(StoreLimits.InlinePayloadBytes + 7) })
        .WithPayload(Json(StoreLimits.InlinePayloadBytes + 1));

    private async Task OpenAsync()
    {
        var retention = new RetentionRules(new(Hour, null, 0));
        var hooks = _watch.Hooks with { Execute = (statement, run) => _historyStays && IsHistoryDelete(statement) ? throw new OperationTimedOutException(new(0, 0), 1) : run() };
        _store = CassandraStores.Store(keyspace.Name, hooks, retention);
        await _store.OpenAsync(Partitions, None);
        _owner = await PartitionOwner.AcquireAsync(_store);
    }

    private static bool IsHistoryDelete(IStatement statement) =>
        CassandraStores.CqlOf(statement).StartsWith("DELETE FROM history", StringComparison.Ordinal);

    private Task ArchivedAsync() => _watch.UntilDoneAsync(_store, 0, _owner.Head.Seq);

    private Task<long> LiveRowsAsync(int kind) => RowsAsync($"SELECT COUNT(*) FROM {keyspace.Name}.live WHERE p = 0 AND kind = {kind}");

    private async Task<long> RowsAsync(string cql) => (await keyspace.RunAsync(cql)).Single().GetValue<long>(0);
}
