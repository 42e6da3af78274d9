using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.Stores;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>What attempts report, once, twice or too late.</summary>
public sealed class PartitionCoreAttemptTests
{
    private const long T0 = CoreDriver.T0;
    private readonly CoreDriver _driver = new();

    [Theory]
    [InlineData(ReportKind.Completed)]
    [InlineData(ReportKind.Retry)]
    [InlineData(ReportKind.Snooze)]
    [InlineData(ReportKind.Fail)]
    [InlineData(ReportKind.TimedOut)]
    [InlineData(ReportKind.Released)]
    [InlineData(ReportKind.NotBegun)]
    public void Report_RepeatedBecauseItsAnswerWasLost_IsAcceptedAndChangesNothing(ReportKind kind)
    {
        var id = _driver.Submit(Spec);
        var started = Assert.Single(_driver.Claim(1));
        var report = new AttemptReport { JobId = id, Token = started.Token, Kind = kind, Until = T0 + 60_000, Result = RawJson.Parse("1") };
        Assert.Equal(ReportAnswer.Accepted, _driver.End(started, kind, report));
        _driver.Restart();
        var (row, commits) = (_driver.Job(id), _driver.Commits);
        Assert.Equal(ReportAnswer.Accepted, _driver.End(started, kind, report));
        Assert.Equal((row, commits), (_driver.Job(id), _driver.Commits));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Report_AfterTheAttemptWasDeclaredLost_IsStale()
    {
        var id = _driver.Submit(Spec);
        var started = Assert.Single(_driver.Claim(1));
        Assert.Equal(ReportAnswer.Accepted, _driver.Do(new CoreCommand.Lost(id, started.Token, 0.5)).Report);
        Assert.Equal(ReportAnswer.Stale, _driver.End(started, ReportKind.Completed));
        var again = Assert.Single(_driver.Claim(1));
        Assert.True(again.Token > started.Token);
        Assert.Equal(ReportAnswer.Stale, _driver.End(started, ReportKind.Completed));
        Assert.Equal(ReportAnswer.Stale, _driver.Do(new CoreCommand.Progress(id, started.Token, 50, "late")).Report);
        Assert.Equal(ReportAnswer.Stale, _driver.Do(new CoreCommand.Lost(id, started.Token, 0.5)).Report);
        Assert.Equal(ReportAnswer.Accepted, _driver.End(again, ReportKind.Completed));
        CoreAudit.Check(_driver);
    }

    [Theory]
    [InlineData(ReportKind.Completed)]
    [InlineData(ReportKind.Retry)]
    [InlineData(ReportKind.Snooze)]
    [InlineData(ReportKind.Fail)]
    [InlineData(ReportKind.Cancelled)]
    [InlineData(ReportKind.TimedOut)]
    [InlineData(ReportKind.Released)]
    public void Report_WithALog_IsOneCommitWithIt(ReportKind kind)
    {
        var id = _driver.Submit(Spec);
        var started = Assert.Single(_driver.Claim(1));
        var commits = _driver.Commits;
        _driver.End(started, kind, new AttemptReport { JobId = id, Token = 0, Kind = kind, Until = T0 + 60_000, Log = Sample.Log() });
        Assert.Equal(commits + 1, _driver.Commits);
        Assert.Equal(1, Assert.Single(_driver.LastCommit!.Mutations.OfType<PutAttemptLog>()).Attempt);
        Sample.AssertSame(Sample.Log(), LogOf(id, 1));
        Assert.True(_driver.Job(id).HasLogs);
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Report_WithoutALog_WritesNoRowMore()
    {
        var id = _driver.Submit(Spec);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed);
        Assert.DoesNotContain(_driver.LastCommit!.Mutations, mutation => mutation is PutAttemptLog);
        Assert.False(_driver.Job(id).HasLogs);
    }

    [Fact]
    public void Report_LogOfAnEarlierAttempt_StaysWithoutBeingWrittenAgain()
    {
        var id = _driver.Submit(Spec with { Retry = RetryPolicy.Fixed(TimeSpan.Zero) });
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Retry, new AttemptReport { JobId = id, Token = 0, Kind = default, Log = Sample.Log(3) });
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed);
        Assert.DoesNotContain(_driver.LastCommit!.Mutations, mutation => mutation is PutAttemptLog);
        Assert.True(_driver.Job(id).HasLogs);
        Sample.AssertSame(Sample.Log(3), LogOf(id, 1));
        Assert.Null(LogOf(id, 2));
    }

    [Fact]
    public void Report_LogBesideAResultThatFillsACommit_IsLeftOut()
    {
        var id = _driver.Submit(Spec);
        var huge = Sample.Json(StoreLimits.CommitBytes);
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Completed, new AttemptReport { JobId = id, Token = 0, Kind = default, Result = huge, Log = Sample.Log() });
        Assert.Equal((StoredState.Completed, false), (_driver.Job(id).State, _driver.Job(id).HasLogs));
    }

    [Fact]
    public void Report_ManyLargeLogsAtOnce_GoInSeveralCommits()
    {
        for (var i = 0; i < 60; i++)
            _driver.Submit(Spec);
        var log = new LoggedLines(false, [new LogLine(DateTimeOffset.UnixEpoch, LogLineLevel.Error, new string('x', 64 * 1024))]);
        var started = _driver.Claim(60);
        var commits = _driver.Commits;
        var replies = _driver.Run(0, started.Select(job => Report(job, ReportKind.Completed, new AttemptReport { JobId = "", Token = 0, Kind = default, Log = log })));
        Assert.All(replies, reply => Assert.Equal(ReportAnswer.Accepted, reply.Report));
        Assert.InRange(_driver.Commits - commits, 4, 8);
        Assert.All(started, job => Assert.NotNull(LogOf(job.JobId, 1)));
        CoreAudit.Check(_driver);
    }

    private LoggedLines? LogOf(string jobId, int attempt) => _driver.Store.GetAttemptLogAsync(jobId, attempt, default).GetAwaiter().GetResult();

    [Fact]
    public void Report_OfAnUnknownJob_IsStale() => Assert.Equal(
        ReportAnswer.Stale,
        _driver.Do(new CoreCommand.Report(new AttemptReport { JobId = JobIds.Create(1, 1, 1), Token = 1, Kind = ReportKind.Completed }, 0)).Report);

    [Fact]
    public void Lost_FirstTimeAtOnceThenByTheRetryDelays_ThenFailed()
    {
        var id = _driver.Submit(Spec with { MaxAttempts = 3 });
        Lose();
        Assert.Equal(StoredState.Lined, _driver.Job(id).State);
        Lose();
        Assert.Equal((StoredState.Waiting, T0 + 10_000), (_driver.Job(id).State, _driver.Job(id).RunAt));
        _driver.Now += 10_000;
        Lose();
        var job = _driver.Job(id);
        Assert.Equal((StoredState.Failed, 3, "lost"), (job.State, job.AttemptsUsed, job.Error!.Code));
        Assert.All(_driver.Shown(id).Attempts, attempt => Assert.Equal(AttemptOutcome.Lost, attempt.Outcome));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Lost_WithOneAttemptAllowed_Fails()
    {
        var id = _driver.Submit(Spec with { MaxAttempts = 1 });
        Lose();
        Assert.Equal((StoredState.Failed, "lost"), (_driver.Job(id).State, _driver.Job(id).Error!.Code));
    }

    [Fact]
    public void Recovery_RunningRows_AreKnownToTheNextOwner()
    {
        var id = _driver.Submit(Spec);
        var started = Assert.Single(_driver.Claim(1));
        _driver.Restart();
        Assert.Equal([started.Token], _driver.Core.Running.Keys);
        Assert.Equal(ReportAnswer.Accepted, _driver.End(started, ReportKind.Completed));
        Assert.Equal(StoredState.Completed, _driver.Job(id).State);
        Assert.Empty(_driver.Core.Running);
    }

    [Fact]
    public void TakeBack_SecondAttempt_LeavesNoTraceButItsToken()
    {
        var id = _driver.Submit(Spec with { Retry = RetryPolicy.Fixed(TimeSpan.Zero) });
        _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Retry);
        var second = Assert.Single(_driver.Claim(1));
        Assert.Equal(2, second.Attempt);
        _driver.End(second, ReportKind.NotBegun);
        var shown = _driver.Shown(id);
        Assert.Equal((1, 1, JobState.Queued), (shown.Attempt, shown.AttemptsUsed, shown.State));
        Assert.Equal([1], shown.Attempts.Select(attempt => attempt.Attempt));
        var third = Assert.Single(_driver.Claim(1));
        Assert.Equal((2, 3L), (third.Attempt, third.Token));
        _driver.End(third, ReportKind.Completed);
        Assert.Equal([1, 2], _driver.Shown(id).Attempts.Select(attempt => attempt.Attempt));
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Attempts_OverFifty_TheOldestAreDropped()
    {
        var id = _driver.Submit(Spec with { MaxAttempts = 1_000, Retry = RetryPolicy.Fixed(TimeSpan.Zero) });
        for (var i = 0; i < 60; i++)
            _driver.End(Assert.Single(_driver.Claim(1)), ReportKind.Retry);
        Assert.Equal(Enumerable.Range(11, 50), _driver.Shown(id).Attempts.Select(attempt => attempt.Attempt));
        Assert.InRange(_driver.Attempts(id).Count, 49, 50);
    }

    [Fact]
    public void Progress_OfTheRunningAttempt_IsStoredAndClearedByTheNext()
    {
        var id = _driver.Submit(Spec with { Retry = RetryPolicy.Fixed(TimeSpan.Zero) });
        var started = Assert.Single(_driver.Claim(1));
        Assert.Equal(ReportAnswer.Accepted, _driver.Do(new CoreCommand.Progress(id, started.Token, 40, "page 2")).Report);
        Assert.Equal((40.0, "page 2"), (_driver.Job(id).ProgressPercent!.Value, _driver.Job(id).Message));
        _driver.End(started, ReportKind.Retry);
        Assert.Null(Assert.Single(_driver.Claim(1)).ProgressPercent);
    }

    private void Lose()
    {
        var started = Assert.Single(_driver.Claim(1));
        _driver.Do(new CoreCommand.Lost(started.JobId, started.Token, 0.5));
    }
}
