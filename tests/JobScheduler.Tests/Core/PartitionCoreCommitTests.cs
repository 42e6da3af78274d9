using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.Stores;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>The limits and rules of a commit; the store behind the driver refuses a batch that breaks one.</summary>
public sealed class PartitionCoreCommitTests
{
    private const long T0 = CoreDriver.T0;

    [Fact]
    public void Build_NothingDecided_WritesNothing()
    {
        var driver = new CoreDriver();
        driver.Run(5);
        Assert.Equal(0, driver.Commits);
    }

    [Fact]
    public void Build_OneCommit_ChangesEachRowOnce()
    {
        var driver = new CoreDriver();
        var id = driver.Submit(Spec with { DelayMs = 1_000 });
        driver.Run(1, Move(id, runAt: T0), Change(id, JobCommandKind.Cancel), Change(id, JobCommandKind.Retry), Move(id, priority: 4), Pause("q"), Resume("q"));
        Assert.Equal((StoredState.Claimed, 4), (driver.Job(id).State, driver.Job(id).Priority));
        Assert.Equal(2, driver.Commits);
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Claim_FloodOfSubmitsWhileJobsWait_FindsRoomInTheSameBatch()
    {
        var driver = new CoreDriver();
        driver.Run(0, Enumerable.Range(0, 400).Select(_ => Submit(Spec)));
        driver.Core.Begin(T0, new PartitionView("n", driver.JobTypes, new HashSet<string>(), true));
        var submitted = 0;
        while (driver.Core.IsReadyFor(Submit(Spec)))
        {
            driver.Core.Decide(Submit(Spec));
            submitted++;
        }

        Assert.InRange(submitted, 100, 400); // half a batch, not a trickle
        Assert.Equal(100, driver.Core.Claim(100));
    }

    [Fact]
    public void Build_ManyErrorsOfSixteenKilobytes_StaysBelowTheBytesOfACommit()
    {
        var driver = new CoreDriver();
        var error = new JobError("System.InvalidOperationException", "It failed.", new string('x', 16 * 1024));
        driver.Run(0, Enumerable.Range(0, 300).Select(_ => Submit(Spec with { Retry = RetryPolicy.Fixed(TimeSpan.Zero) })));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var claimed = new List<JobRecord>();
            while (claimed.Count < 300)
                claimed.AddRange(driver.Claim(300 - claimed.Count));
            driver.Run(0, claimed.Select(job => Report(job, ReportKind.Retry, new AttemptReport { JobId = "", Token = 0, Kind = default, Error = error })));
        }

        CoreAudit.Check(driver);
    }

    [Fact]
    public void Build_ManyKeysWhoseNextIsReadWithinTheBatch_StaysBelowTheRowsOfACommit()
    {
        var driver = new CoreDriver(new PartitionSizes(KeyEntries: 1));
        var keys = Enumerable.Range(0, 400).Select(i => $"key {i}").ToList();
        driver.Run(0, Enumerable.Range(0, 4).SelectMany(_ => keys).Select(key => Submit(Keyed(key))));
        for (var round = 0; round < 4; round++)
        {
            var started = driver.Claim(400);
            Assert.Equal(keys.Order(), started.Select(job => job.Spec.ConcurrencyKey).Order());
            driver.Run(0, started.Select(job => Report(job, ReportKind.Completed)));
        }

        CoreAudit.Check(driver);
    }

    [Fact]
    public void Build_ManyTagsAndKeys_StaysBelowTheBytesOfACommit()
    {
        var driver = new CoreDriver();
        var tags = Enumerable.Range(0, 16).Select(i => new string((char)('a' + i), 64)).ToArray();
        driver.Run(0, Enumerable.Range(0, 900).Select(i => Submit(Spec with { Tags = tags, ConcurrencyKey = $"{i}".PadRight(256), TraceState = new string('s', 512) })));
        Assert.InRange(driver.Commits, 2, 20);
        CoreAudit.Check(driver);
    }

    [Fact]
    public void HasRoomFor_PayloadsOfAQuarterMegabyte_SplitsTheBatchAndALargerOneGoesAlone()
    {
        var driver = new CoreDriver();
        var quarter = Spec with { Payload = Sample.Json(256 * 1024) };
        driver.Run(0, Enumerable.Repeat(Submit(quarter), 12));
        Assert.InRange(driver.Commits, 4, 6);
        var before = driver.Commits;
        driver.Run(5, Submit(quarter), Submit(Spec with { Payload = Sample.Json(3 * 1024 * 1024) }), Submit(quarter));
        Assert.InRange(driver.Commits - before, 3, 5);
    }

    [Fact]
    public void Supply_LargePayloads_AreNotKeptInMemoryAndTheirAttemptSaysSo()
    {
        var driver = new CoreDriver();
        var id = driver.Submit(Spec with { Payload = Sample.Json(100_000), DelayMs = 1_000 });
        driver.Restart();
        driver.Now += 1_000;
        var started = Assert.Single(driver.Claim(1));
        Assert.True(started.PayloadOmitted);
        driver.End(started, ReportKind.Completed, new AttemptReport { JobId = "", Token = 0, Kind = default, Result = Sample.Json(50_000) });
        Assert.Equal((100_000, 50_000), (driver.Job(id).Spec.Payload!.Length, driver.Job(id).Result!.Length));
    }

    [Fact]
    public void Missing_WhileACommandNeedsRows_SaysWhichUntilTheyAreThere()
    {
        var driver = new CoreDriver();
        var id = driver.Submit(Keyed("k") with { IdempotencyKey = "i", DelayMs = 3_600_000 });
        driver.Restart();
        driver.Core.Begin(driver.Now, new PartitionView("n1", driver.JobTypes, driver.Paused, true));
        CoreCommand[] commands = [Submit(Keyed("k") with { IdempotencyKey = "i" }), Change(id, JobCommandKind.RunNow)];
        var request = driver.Core.Missing(commands)!;
        Assert.Equal((id, ("k", "i"), "k"), (request.JobIds.Single(), request.IdempotencyKeys.Single(), request.ConcurrencyKeys.Single()));
        driver.Core.Supply(request, driver.Rows(request));
        Assert.Null(driver.Core.Missing(commands));
    }

    [Fact]
    public void Committed_JobsThatNobodyRefersTo_LeaveMemory()
    {
        var driver = new CoreDriver(new PartitionSizes(WindowEntries: 16, LineEntries: 16));
        driver.Paused.Add("default");
        // Each lands inside what is in memory and pushes the last one out.
        driver.Run(0, Enumerable.Range(0, 500).Select(i => Submit(Spec with { DelayMs = 50_000 - i })));
        driver.Run(0, Enumerable.Range(0, 500).Select(i => Submit(Spec with { RunAt = T0 - 1 - i })));
        Assert.InRange(driver.Core.InMemory, 2, 32);
        Assert.InRange(driver.Core.RowsInMemory, 2, 40);
    }

    [Fact]
    public void Effects_OfACommit_TellOfEveryChangedJob()
    {
        var driver = new CoreDriver();
        var id = driver.Submit(Spec with { DelayMs = 5_000 });
        driver.Effects.Clear();
        driver.Do(Change(id, JobCommandKind.Cancel));
        var changed = Assert.IsType<Effect.Changed>(Assert.Single(driver.Effects));
        Assert.Equal((StoredState.Waiting, StoredState.Cancelled), (changed.Before!.State, changed.Job.State));
    }
}
