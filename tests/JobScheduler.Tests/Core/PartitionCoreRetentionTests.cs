using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>Jobs leave when their time is over, and nothing else does.</summary>
public sealed class PartitionCoreRetentionTests
{
    private const long Hour = 60 * 60 * 1000;
    private static readonly JobSpec Once = Spec with { IdempotencyKey = "order-17" };
    private readonly CoreDriver _driver = new() { Retention = new RetentionRules(new RetentionPeriods(Hour, 2 * Hour, null)) };

    [Fact]
    public void Trim_TimeIsOver_TakesTheJobItsKeyAndItsCount()
    {
        var id = Completed(Once);
        _driver.Now += Hour;
        Assert.Equal(PartitionStatus.Done, Trim(id).Status);
        Assert.Equal([new DeleteIdempotency("", "order-17", id), new DeleteJob(id), new SetCounter(new(StoredState.Completed, "default", "echo", 0))], _driver.LastCommit!.Mutations);
        Assert.Null(Stored(id));
        Assert.Empty(_driver.Store.CountAsync(default).GetAwaiter().GetResult());
        Assert.Equal(PartitionStatus.NotFound, Trim(id).Status);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Trim_AMillisecondTooEarly_StaysAndWritesNothing()
    {
        var id = Completed(Once);
        var commits = _driver.Commits;
        _driver.Now += Hour - 1;
        Assert.Equal(PartitionStatus.StateConflict, Trim(id).Status);
        Assert.Equal(commits, _driver.Commits);
        Assert.NotNull(Stored(id));
    }

    [Theory]
    [InlineData(StoredState.Failed, 2 * Hour)]
    [InlineData(StoredState.Cancelled, null)]
    public void Trim_OtherStates_HaveTheirOwnPeriods(StoredState state, long? period)
    {
        var id = _driver.Submit(Spec);
        if (state == StoredState.Failed)
            _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Fail);
        else
            _driver.Do(Change(id, JobCommandKind.Cancel));
        Assert.Equal(state, _driver.Job(id).State);
        _driver.Now += (period ?? 100_000 * Hour) - 1;
        Assert.Equal(PartitionStatus.StateConflict, Trim(id).Status);
        _driver.Now += 1;
        Assert.Equal(period is null ? PartitionStatus.StateConflict : PartitionStatus.Done, Trim(id).Status);
    }

    [Theory]
    [InlineData(JobState.Scheduled)]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Running)]
    public void Trim_JobThatIsNotAtItsEnd_Stays(JobState state)
    {
        _driver.Retention = new RetentionRules(new RetentionPeriods(0, 0, 0));
        var id = _driver.Submit(Spec with { RunAt = state == JobState.Scheduled ? _driver.Now + 1_000 : null });
        if (state == JobState.Running)
            _driver.Claim(1);
        _driver.Now += state == JobState.Scheduled ? 0 : 1_000_000 * Hour;
        Assert.Equal(PartitionStatus.StateConflict, Trim(id).Status);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Trim_FailedJobThatWasReplayed_StartsItsPeriodAnew()
    {
        var id = _driver.Submit(Spec);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Fail);
        _driver.Now += (2 * Hour) - 1;
        _driver.Do(Change(id, JobCommandKind.Replay));
        _driver.Now += 1;
        Assert.Equal(PartitionStatus.StateConflict, Trim(id).Status);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Fail);
        _driver.Now += (2 * Hour) - 1;
        Assert.Equal(PartitionStatus.StateConflict, Trim(id).Status);
        _driver.Now += 1;
        Assert.Equal(PartitionStatus.Done, Trim(id).Status);
    }

    [Fact]
    public void Trim_ThenSubmitWithItsKeyInTheSameBatch_MakesANewJob()
    {
        var id = Completed(Once);
        _driver.Now += Hour;
        _driver.Restart();
        var replies = _driver.Run(0, new CoreCommand.Trim(id), Submit(Once), Submit(Once with { RequestHash = "beef" }));
        Assert.Equal([PartitionStatus.Done, PartitionStatus.Done, PartitionStatus.IdempotencyConflict], replies.Select(reply => reply.Status));
        Assert.Equal(1, replies.Count(reply => reply.Job?.Record.JobId is { } made && made != id && reply.Status == PartitionStatus.Done));
        Assert.Null(Stored(id));
        Assert.Equal(PartitionStatus.Existing, _driver.Do(Submit(Once)).Status);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Submit_KnownKeyThenTrimInTheSameBatch_AnswersTheOldJobAndFreesTheKey()
    {
        var id = Completed(Once);
        _driver.Now += Hour;
        _driver.Restart();
        var replies = _driver.Run(0, Submit(Once), new CoreCommand.Trim(id));
        Assert.Equal([PartitionStatus.Existing, PartitionStatus.Done], replies.Select(reply => reply.Status));
        Assert.Equal(PartitionStatus.Done, _driver.Do(Submit(Once)).Status);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Trim_ThenChangesInTheSameBatch_FindNoJob()
    {
        var id = _driver.Submit(Spec);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Fail);
        _driver.Now += 2 * Hour;
        _driver.Restart();
        var replies = _driver.Run(0, new CoreCommand.Trim(id), Change(id, JobCommandKind.Retry), new CoreCommand.Trim(id));
        Assert.Equal([PartitionStatus.Done, PartitionStatus.NotFound, PartitionStatus.NotFound], replies.Select(reply => reply.Status));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Trim_AfterAReplayInTheSameBatch_Stays()
    {
        var id = _driver.Submit(Spec);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Fail);
        _driver.Now += 2 * Hour;
        _driver.Restart();
        var replies = _driver.Run(0, Change(id, JobCommandKind.Retry), new CoreCommand.Trim(id));
        Assert.Equal([PartitionStatus.Done, PartitionStatus.StateConflict], replies.Select(reply => reply.Status));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Trim_EntryThatIsLeftInTheDueIndex_IsPassedOver()
    {
        var id = Completed(Spec with { ExpiresAt = _driver.Now + (2 * Hour) });
        var far = Completed(Spec with { ExpiresAt = _driver.Now + (2 * Hour) });
        _driver.Now += (2 * Hour) - 10_000;
        _driver.Run(0); // the window reaches the entries
        Assert.Equal(PartitionStatus.Done, Trim(id).Status);
        _driver.Restart();
        Assert.Equal(PartitionStatus.Done, Trim(far).Status);
        _driver.Now += Hour;
        _driver.Run(4);
        CoreAudit.Check(_driver);
        Assert.Equal(0, _driver.Core.InMemory);
        Assert.Equal(0, _driver.Core.RowsInMemory);
    }

    [Fact]
    public void Trim_JobOfAKeyThatOthersWaitFor_LeavesTheirOrder()
    {
        var first = _driver.Submit(Keyed("k"));
        var second = _driver.Submit(Keyed("k"));
        var third = _driver.Submit(Keyed("k"));
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed);
        _driver.Now += Hour;
        Assert.Equal([PartitionStatus.Done, PartitionStatus.StateConflict, PartitionStatus.StateConflict], new[] { first, second, third }.Select(id => Trim(id).Status));
        CoreAudit.Check(_driver);
        Assert.Equal([second], _driver.Claim(2).Select(job => job.JobId));
    }

    [Fact]
    public void Trim_NewsOfTheJobStillOnItsWayToItsSchedule_Stays()
    {
        var driver = new CoreDriver(partition: 0, partitions: 2) { Retention = new RetentionRules(new RetentionPeriods(0, 0, 0), leastOfSentMs: 0) };
        var elsewhere = Enumerable.Range(0, 100).Select(i => $"s{i}").First(id => Routing.PartitionOf(id, 2) == 1);
        var job = JobIds.CreateSent(0x07c1, driver.Now, 1, 1);
        PartitionStatus Trimmed() => driver.Do(new CoreCommand.Trim(job)).Status;

        driver.Do(new CoreCommand.Deliver(new SentJob { JobId = job, Spec = Spec with { ScheduleId = elsewhere } }));
        driver.Do(Change(job, JobCommandKind.Cancel));
        var news = Assert.Single(driver.Core.Sends.Values);
        Assert.Equal(PartitionStatus.StateConflict, Trimmed());
        driver.Restart();
        Assert.Equal(PartitionStatus.StateConflict, Trimmed());
        driver.Do(new CoreCommand.Delivered(news.Id));
        Assert.Equal(PartitionStatus.Done, Trimmed());
    }

    [Fact]
    public void Trim_JobThatAnotherPartitionMade_IsKeptAtLeastAnHour()
    {
        _driver.Retention = new RetentionRules(new RetentionPeriods(0, 0, 0));
        var id = JobIds.CreateSent(0x07c1, _driver.Now, 1, 1);
        var sent = new CoreCommand.Deliver(new SentJob { JobId = id, Spec = Spec });
        _driver.Do(sent);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed);
        _driver.Now += RetentionRules.LeastOfSentMs - 1;
        Assert.Equal(PartitionStatus.StateConflict, Trim(id).Status);
        Assert.Equal(PartitionStatus.Existing, _driver.Do(sent).Status);
        _driver.Now += 1;
        Assert.Equal(PartitionStatus.Done, Trim(id).Status);
    }

    [Fact]
    public void Trim_ManyAtOnce_AreAsManyCommitsAsTheyNeed()
    {
        var ids = Enumerable.Range(0, 700).Select(i => Completed(Spec with { IdempotencyKey = $"k{i}", JobType = "echo" })).ToList();
        _driver.Now += Hour;
        _driver.Restart();
        Assert.All(_driver.Run(0, ids.Select(id => new CoreCommand.Trim(id))), reply => Assert.Equal(PartitionStatus.Done, reply.Status));
        Assert.Empty(_driver.Store.ListJobsAsync(new(), _driver.Now, default).GetAwaiter().GetResult().Items);
        Assert.Equal(0, _driver.Core.RowsInMemory);
    }

    [Fact]
    public void PeriodsOf_ByType_AreAllThatAJobMayHave()
    {
        var rules = new RetentionRules(
            new RetentionPeriods(5, null, 10 * Hour),
            new Dictionary<string, RetentionPeriods> { ["a"] = new(7, 7, null), ["b"] = new(null, 5 * Hour, 10 * Hour) });
        Assert.Equal([5, 7, RetentionRules.LeastOfSentMs], rules.PeriodsOf(StoredState.Completed));
        Assert.Equal([7, RetentionRules.LeastOfSentMs, 5 * Hour], rules.PeriodsOf(StoredState.Failed));
        Assert.Equal([10 * Hour], rules.PeriodsOf(StoredState.Cancelled));
        Assert.Empty(RetentionRules.Forever.PeriodsOf(StoredState.Completed));
        Assert.Equal((true, false, true), (
            rules.IsOver(StoredState.Completed, "x", false, 0, 5), rules.IsOver(StoredState.Completed, "a", false, 0, 6), rules.IsOver(StoredState.Completed, "a", false, 0, 7)));
        Assert.Equal((false, false), (rules.IsOver(StoredState.Failed, "x", false, 0, long.MaxValue), rules.IsOver(StoredState.Waiting, "a", false, 0, long.MaxValue)));
    }

    private CoreReply Trim(string id) => _driver.Do(new CoreCommand.Trim(id));

    private JobRecord? Stored(string id) => _driver.Store.GetJobAsync(id, default).GetAwaiter().GetResult()?.Job;

    private string Completed(JobSpec spec)
    {
        var id = _driver.Submit(spec);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed);
        return id;
    }
}
