using Cassandra;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra;
using JobScheduler.Tests.Cassandra;
using JobScheduler.Tests.Simulation;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>What a commit answers when something goes wrong on its way to a real Cassandra and back.</summary>
public sealed class CassandraCommitTests(CassandraKeyspace keyspace) : IClassFixture<CassandraKeyspace>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private CassandraStore _store = null!;
    private Func<IStatement, Func<Task<RowSet>>, Task<RowSet>> _execute = static (_, run) => run();

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        await keyspace.EmptyAsync();
        _store = CassandraStores.Store(keyspace.Name, CassandraStoreHooks.None with { Execute = (statement, run) => _execute(statement, run) });
        await _store.OpenAsync(Partitions, None);
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [CassandraFact]
    public Task Commit_TheAnswerIsLost_IsUnknownAndTheSeqTellsThatItWasApplied() => LoseAnswerAsync(applied: true);

    [CassandraFact]
    public Task Commit_NeverArrives_IsUnknownAndTheSeqTellsThatItWasNot() => LoseAnswerAsync(applied: false);

    [CassandraFact]
    public async Task Commit_TheBatchArrivesAfterTheAcquire_IsNeverApplied()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        Func<Task<RowSet>>? late = null;
        OnConditional(run =>
        {
            late = run;
            throw new OperationTimedOutException(new(System.Net.IPAddress.Loopback, 1), 5);
        });
        Assert.Equal(CommitStatus.Unknown, (await owner.TryCommitAsync(Insert(Job(0, 1)))).Status);
        OnConditional(static run => run());
        Assert.Equal(0, (await _store.AcquireTermAsync(0, "n1", owner.Head.Term, None)).Head.Seq);
        await late!();
        Assert.Null(await _store.GetJobAsync(Id(0, 1), None));
        Assert.Equal(0, (await _store.AcquireTermAsync(0, "n1", null, None)).Head.Seq);
    }

    [CassandraFact]
    public async Task Commit_TheCoordinatorFindsItsOwnFirstTry_IsApplied()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        OnConditional(async run =>
        {
            await run();
            return await run();
        });
        await owner.CommitAsync(Insert(Job(0, 1)));
        OnConditional(static run => run());
        await owner.CommitAsync(Insert(Job(0, 2)));
    }

    [CassandraFact]
    public async Task Commit_TooFewReplicas_IsRejectedAndTheTermKept()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        OnConditional(static _ => throw new UnavailableException(ConsistencyLevel.LocalSerial, 2, 1));
        var result = await owner.TryCommitAsync(Insert(Job(0, 1)));
        Assert.Equal((CommitStatus.Rejected, RejectReason.Unavailable), (result.Status, result.Reason));
        OnConditional(static run => run());
        await owner.CommitAsync(Insert(Job(0, 1)));
    }

    [CassandraFact]
    public async Task Commit_TheIndexCannotBeWritten_IsRejectedBeforeAnythingIsSent()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        _execute = static (statement, run) => CassandraStores.CqlOf(statement).Contains("INTO job_index", StringComparison.Ordinal)
            ? throw new WriteTimeoutException(ConsistencyLevel.LocalQuorum, 0, 1, "UNLOGGED_BATCH") : run();
        var result = await owner.TryCommitAsync(Insert(Job(0, 1)));
        Assert.Equal((CommitStatus.Rejected, RejectReason.Unavailable), (result.Status, result.Reason));
        _execute = static (_, run) => run();
        await owner.CommitAsync(Insert(Job(0, 1)));
    }

    [CassandraFact]
    public async Task Commit_NotWaitedFor_IsUnknownWhileItGoesOn()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        OnConditional(async run =>
        {
            sent.SetResult();
            await go.Task;
            var rows = await run();
            done.SetResult();
            return rows;
        });
        using var stop = new CancellationTokenSource();
        var committing = _store.CommitAsync(owner.Batch(Insert(Job(0, 1))), stop.Token);
        await sent.Task.WaitAsync(Patience);
        await stop.CancelAsync();
        Assert.Equal(CommitStatus.Unknown, (await committing.WaitAsync(Patience)).Status);
        OnConditional(static run => run());
        go.SetResult();
        await done.Task.WaitAsync(Patience);
        Assert.Equal(1, (await _store.AcquireTermAsync(0, "n1", owner.Head.Term, None)).Head.Seq);
    }

    [CassandraFact]
    public async Task Reads_OutOfReach_ThrowThatTheStoreIsUnavailable()
    {
        await PartitionOwner.AcquireAsync(_store);
        _execute = static (_, _) => throw new NoHostAvailableException([]);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.LoadAsync(0, new() { JobIds = [Id(0, 1)] }, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.AcquireTermAsync(0, "n", null, None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.ListJobsAsync(new(), 0, None));
        Assert.False(string.IsNullOrEmpty(await _store.CheckAsync(None)));
    }

    [CassandraFact]
    public async Task Commit_OrdinaryLifeOfAJob_ReadsNothingFirst()
    {
        // On a clock that stands still the archiver does nothing.
        await _store.DisposeAsync();
        _store = CassandraStores.Store(
            keyspace.Name, CassandraStoreHooks.None with { Execute = (statement, run) => _execute(statement, run) }, clock: new VirtualTimeProvider());
        await _store.OpenAsync(Partitions, None);
        var head = (await PartitionOwner.AcquireAsync(_store)).Head;
        async Task CommitAsync(params Mutation[] mutations)
        {
            var next = head with { Seq = head.Seq + 1, NextSequence = 2, NextToken = 2 };
            Assert.Equal(CommitResult.Applied, await _store.CommitAsync(new(head.Term, head.Seq, next, mutations), None));
            head = next;
        }

        // The running set is read once for all.
        var job = Job(0, 1);
        await CommitAsync([.. Insert(job), new PutRunning(new(7, Id(0, 99)))]);
        var reads = new List<string>();
        _execute = (statement, run) =>
        {
            if (CassandraStores.CqlOf(statement).StartsWith("SELECT", StringComparison.Ordinal))
                reads.Add(CassandraStores.CqlOf(statement));
            return run();
        };
        var claimed = job with { State = StoredState.Claimed, Line = null, At = default, Token = 1, Attempt = 1 };
        await CommitAsync(new UpdateJob(claimed), new PutRunning(new(1, job.JobId)));
        await CommitAsync(new UpdateJob(claimed with { State = StoredState.Completed, FinishedAt = T0 + 1 }), new DeleteRunning(1));
        Assert.Empty(reads);
        _execute = static (_, run) => run();
    }

    [CassandraFact]
    public async Task Commit_FewJobs_SendsTheirIndexRowsTogether()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        await owner.CommitAsync(Insert(Job(0, 1)));
        var sent = 0;
        _execute = (statement, run) =>
        {
            if (CassandraStores.CqlOf(statement).Contains("INTO job_index", StringComparison.Ordinal))
                sent++;
            return run();
        };
        await owner.CommitAsync([.. Insert(Job(0, 2)), .. Insert(Job(0, 3)), .. Insert(Job(0, 4))]);
        Assert.Equal(1, sent);
        Assert.Equal(4, (await _store.ListJobsAsync(new JobQuery(), 0, None)).Items.Count);
    }

    private async Task LoseAnswerAsync(bool applied)
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        OnConditional(async run =>
        {
            if (applied)
                await run();
            throw new WriteTimeoutException(ConsistencyLevel.LocalSerial, 0, 1, "CAS");
        });
        Assert.Equal(CommitStatus.Unknown, (await owner.TryCommitAsync(Insert(Job(0, 1)))).Status);
        OnConditional(static run => run());
        var again = await _store.AcquireTermAsync(0, "n1", owner.Head.Term, None);
        Assert.True(again.Acquired);
        Assert.Equal(applied ? 1 : 0, again.Head.Seq);
        Assert.Equal(applied, await _store.GetJobAsync(Id(0, 1), None) is not null);
    }

    private void OnConditional(Func<Func<Task<RowSet>>, Task<RowSet>> conditional) =>
        _execute = (statement, run) => CassandraStores.CqlOf(statement).StartsWith("UPDATE live SET seq", StringComparison.Ordinal) ? conditional(run) : run();
}
