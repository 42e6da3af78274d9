using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>What time wants: due entries, the horizon, the watermark.</summary>
public sealed class PartitionCoreDueTests
{
    private const long T0 = CoreDriver.T0;

    [Fact]
    public void Submit_WithoutTimeAndASlotIsFree_IsInsertedAlreadyClaimed()
    {
        var driver = new CoreDriver();
        driver.Run(1, Submit(Spec));
        var job = Assert.Single(driver.Started);
        Assert.Equal((1, 1, 1L), (driver.Commits, job.Attempt, job.Token));
        Assert.DoesNotContain(driver.LastCommit!.Mutations, mutation => mutation is PutEntry or PutLine);
        CoreAudit.Check(driver);
    }

    [Theory]
    [InlineData(1_000, 994, 995)]
    [InlineData(30_000, 29_994, 29_995)]
    [InlineData(600_000, 599_994, 599_995)]
    public void Submit_WithADelay_IsClaimedAtMostFiveMillisecondsBeforeItsTime(long delayMs, long notYet, long then)
    {
        var driver = new CoreDriver();
        driver.Submit(Spec with { DelayMs = delayMs });
        driver.Now = T0 + notYet;
        Assert.Empty(driver.Claim(1));
        driver.Now = T0 + then;
        var started = Assert.Single(driver.Claim(1));
        Assert.Equal(T0 + delayMs, started.RunAt);
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Claim_SlowStore_IsEarlierExceptOfKeysAndLastAttempts()
    {
        var driver = new CoreDriver { LeadMs = 50 };
        var keyed = driver.Submit(Keyed("k", T0 + 999));
        var last = driver.Submit(Spec with { RunAt = T0 + 999, MaxAttempts = 1 });
        var plain = driver.Submit(Spec with { RunAt = T0 + 1_000 });
        Assert.Equal(T0 + 950, driver.Core.NextDueAt);
        driver.Now = T0 + 949;
        Assert.Empty(driver.Claim(9));
        driver.Now = T0 + 950;
        Assert.Equal([plain], driver.Claim(9).Select(job => job.JobId));
        Assert.Equal(T0 + 994, driver.Core.NextDueAt);
        driver.Now = T0 + 993;
        Assert.Empty(driver.Claim(9));
        driver.Now = T0 + 994;
        Assert.Equal([keyed, last], driver.Claim(9).Select(job => job.JobId));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Submit_ForATimeBeforeWhatIsClaimedEarly_RunsAtItsTime()
    {
        var driver = new CoreDriver { LeadMs = 50 };
        driver.Submit(Spec with { RunAt = T0 + 50 });
        Assert.Single(driver.Claim(1));
        var sooner = driver.Submit(Spec with { RunAt = T0 + 20 });
        Assert.Equal((sooner, T0 + 20), driver.Claim(1).Select(job => (job.JobId, job.RunAt)).Single());
        driver.Restart();
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Submit_DueInThePastBehindTheWatermark_RunsBeforeYoungerOnes()
    {
        var driver = new CoreDriver();
        driver.Submit(Spec with { RunAt = T0 + 1_000 });
        driver.Now = T0 + 2_000;
        driver.End(Assert.Single(driver.Claim(1)), ReportKind.Completed);
        driver.Submit(Spec with { RunAt = T0 + 1_500 });
        var past = driver.Submit(Spec with { RunAt = 5 });
        Assert.Equal([past], driver.Claim(1).Select(job => job.JobId));
        Assert.Equal(5, driver.Job(past).RunAt);
        Assert.Single(driver.Claim(1));
        CoreAudit.Check(driver);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Submit_ClockWasSteppedBack_RunsAtItsTimeOnTheNewClock(bool restarted)
    {
        var driver = new CoreDriver();
        driver.Submit(Spec with { RunAt = T0 + 3_600_000 });
        driver.Now = T0 + 3_600_000;
        driver.End(Assert.Single(driver.Claim(1)), ReportKind.Completed);
        driver.Now = T0; // an hour back: the watermark lies an hour ahead
        var later = driver.Submit(Spec with { DelayMs = 40_000 });
        var soon = driver.Submit(Spec with { DelayMs = 20_000 });
        if (restarted)
            driver.Restart();
        Assert.Empty(driver.Claim(2));
        Assert.Equal(T0 + 19_995, driver.Core.NextDueAt);
        Assert.False(driver.Core.HasMore);
        driver.Now = T0 + 20_000;
        Assert.Equal([soon], driver.Claim(2).Select(job => job.JobId));
        Assert.Equal(T0 + 39_995, driver.Core.NextDueAt);
        driver.Now = T0 + 40_000;
        Assert.Equal([later], driver.Claim(2).Select(job => job.JobId));
        driver.Now = T0 + 3_600_000; // until then the watermark is past the clock, which the audit takes for an error
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Cancel_OfALaterEntry_DoesNotDelayAJobThatIsSubmittedAfterwards()
    {
        var driver = new CoreDriver();
        driver.Do(Change(driver.Submit(Spec with { DelayMs = 50_000 }), JobCommandKind.Cancel));
        var job = driver.Submit(Spec with { DelayMs = 5_000 });
        Assert.Equal(T0 + 5_000 - 5, driver.Core.NextDueAt);
        driver.Now = T0 + 5_000;
        Assert.Equal([job], driver.Claim(1).Select(each => each.JobId));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Cancel_OfALaterEntryAndARestart_DoesNotDelayOthersEither()
    {
        var driver = new CoreDriver();
        var ids = Enumerable.Range(0, 300).Select(i => driver.Submit(Spec with { DelayMs = 40_000 + i })).ToList();
        driver.Run(0, ids.Select(id => Change(id, JobCommandKind.Cancel)));
        driver.Restart();
        var job = driver.Submit(Spec with { DelayMs = 5_000 });
        driver.Now = T0 + 5_000;
        Assert.Equal([job], driver.Claim(1).Select(each => each.JobId));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Entries_ThatWereConsumed_AreRemovedFromTheDueIndex()
    {
        var driver = new CoreDriver();
        driver.Run(0, Enumerable.Range(1, 600).Select(i => Submit(Spec with { DelayMs = i })));
        driver.Now = T0 + 700;
        Assert.Equal(600, driver.Claim(600).Count);
        driver.Run(0, driver.Started.Select(job => Report(job, ReportKind.Completed)));
        Assert.Empty(driver.Entries(LineId.Due, Position.Start).Entries);
        Assert.Equal(0, driver.Core.InMemory);
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Horizon_FarJobs_AreNotInMemory()
    {
        var driver = new CoreDriver();
        driver.Run(0, Enumerable.Range(0, 5_000).Select(i => Submit(Spec with { DelayMs = 2_592_000_000 + i })));
        driver.Restart();
        driver.Run(0);
        Assert.Equal(0, driver.Core.InMemory);
        Assert.Null(driver.Core.NextDueAt);
        Assert.Equal(T0 + 30_000, driver.Core.NextPageAt);
    }

    [Fact]
    public void Horizon_MoreDueSoonThanMemoryHolds_EachRunsInItsTimeAndNothingSpins()
    {
        var driver = new CoreDriver(new PartitionSizes(WindowEntries: 64, LineEntries: 16));
        var ids = driver.Run(0, Enumerable.Range(0, 1_000).Select(i => Submit(Spec with { DelayMs = 1_000 + (i * 7919 % 1_000) })))
            .Select(reply => reply.Job!.Record).OrderBy(job => job.RunAt).Select(job => job.JobId).ToList();
        Assert.InRange(driver.Core.InMemory, 32, 64);
        var alarms = 0;
        while (driver.Started.Count < 1_000)
        {
            Assert.True(++alarms < 2_100, "alarms without an end");
            var next = Math.Min(driver.Core.NextDueAt ?? long.MaxValue, driver.Core.NextPageAt);
            Assert.True(next > driver.Now, "an alarm that is due at once, again and again");
            driver.Now = next;
            driver.Run(10);
        }

        Assert.Equal(ids, driver.Started.Select(job => job.JobId));
        Assert.All(driver.Started, job => Assert.InRange(job.Newest!.StartedAt - job.RunAt, -5, 0));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Clock_GoesBack_NothingIsEarlyAndIdsStillRise()
    {
        var driver = new CoreDriver();
        var first = driver.Submit(Spec);
        driver.Now = T0 - 3_600_000;
        var second = driver.Submit(Spec with { DelayMs = 1_000 });
        Assert.True(string.CompareOrdinal(first, second) < 0);
        Assert.Equal([first], driver.Claim(2).Select(job => job.JobId));
        driver.Now += 994;
        Assert.Empty(driver.Claim(1));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Clock_AtTheNextPage_ReadsItAndSetsALaterAlarm()
    {
        var driver = new CoreDriver();
        driver.Run(0);
        driver.Now = driver.Core.NextPageAt;
        driver.Run(0);
        Assert.True(driver.Core.NextPageAt > driver.Now);
    }
}
