using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>Lines: priorities, paused queues, unknown types. None of them hides what could run.</summary>
public sealed class PartitionCoreLineTests
{
    private const long T0 = CoreDriver.T0;

    [Fact]
    public void Claim_HighPriorityBehindFiftyThousandLowOnes_IsNext()
    {
        var driver = new CoreDriver { MayClaim = false };
        driver.Run(0, Enumerable.Range(0, 50_000).Select(i => Submit(Spec with { Priority = -10, RunAt = T0 - 50_000 + i })));
        Assert.InRange(driver.Core.InMemory, 1, 1_000);
        var high = driver.Submit(Spec with { Priority = 10 });
        driver.MayClaim = true;
        Assert.Equal([high], driver.Claim(1).Select(job => job.JobId));
        driver.Restart();
        Assert.Equal(T0 - 50_000, Assert.Single(driver.Claim(1)).RunAt);
    }

    [Theory]
    [InlineData(130)]
    [InlineData(512)]
    [InlineData(700)]
    public void Claim_MoreThanMemoryHoldsOfTheHighLine_NeverTakesALowOneBefore(int grants)
    {
        var driver = new CoreDriver(new PartitionSizes(LineEntries: 64)) { MayClaim = false };
        driver.Run(0, Enumerable.Range(0, 800).Select(i => Submit(Spec with { Priority = 5, RunAt = T0 - 900 + i })));
        driver.Run(0, Enumerable.Range(0, 800).Select(i => Submit(Spec with { Priority = 1, RunAt = T0 - 5_000 + i })));
        driver.Run(0, Enumerable.Range(0, 800).Select(i => Submit(Spec with { Queue = "b", Priority = 5, RunAt = T0 - 950 + (i * 2) })));
        driver.MayClaim = true;
        var claimed = new List<JobRecord>();
        for (var left = grants; left > 0; left = grants - claimed.Count)
        {
            var some = driver.Claim(left);
            Assert.NotEmpty(some);
            claimed.AddRange(some);
        }

        Assert.All(claimed, job => Assert.Equal(5, job.Priority));
        Assert.Equal(claimed.Select(job => job.RunAt).Order(), claimed.Select(job => job.RunAt));
    }

    [Fact]
    public void Claim_PausedQueueWithMoreThanMemoryHoldsBesideAFreeOne_TheFreeOneRuns()
    {
        var driver = new CoreDriver(new PartitionSizes(LineEntries: 32, WindowEntries: 64));
        driver.Paused.Add("stopped");
        driver.Run(0, Enumerable.Range(0, 3_000).Select(i => Submit(Spec with { Queue = "stopped", Priority = 100, DelayMs = i % 100 })));
        driver.Now += 1_000;
        var free = driver.Submit(Spec with { Priority = -100, DelayMs = 10 });
        driver.Now += 10;
        Assert.Equal([free], driver.Claim(100).Select(job => job.JobId));
        Assert.InRange(driver.Core.InMemory, 1, 100);
        driver.Restart();
        Assert.Empty(driver.Claim(100));
        driver.Paused.Clear();
        var started = driver.Claim(3_000);
        while (started.Count < 3_000 && driver.Claim(3_000 - started.Count) is { Count: > 0 })
            started = driver.Started.GetRange(1, driver.Started.Count - 1);
        Assert.Equal(3_000, started.Select(job => job.JobId).Distinct().Count());
    }

    [Fact]
    public void SetQueue_PauseAndResumeInOneCommit_EndsResumedWithBothVersions()
    {
        var driver = new CoreDriver();
        var replies = driver.Run(0, Pause("q"), Resume("q"));
        Assert.Equal([true, false], replies.Select(reply => reply.Queue!.Paused));
        Assert.Equal([1L, 2L], replies.Select(reply => reply.Queue!.Version));
        Assert.Equal(1, driver.Commits);
        var row = Assert.Single(driver.Queues());
        Assert.Equal(new QueueRecord("q", false, null, null, T0, 2), row);
        Assert.Equal([1L, 2L], driver.Effects.OfType<Effect.QueueChanged>().Select(effect => effect.Queue.Version));
    }

    [Fact]
    public void SetQueue_AfterARestart_VersionGoesOn()
    {
        var driver = new CoreDriver();
        driver.Do(Pause("q"));
        driver.Restart();
        Assert.Equal(2, driver.Do(Pause("q")).Queue!.Version);
    }

    [Fact]
    public void UnknownType_Parked_CostsNothingAndRunsOnceItsHandlerIsThere()
    {
        var driver = new CoreDriver(new PartitionSizes(LineEntries: 16));
        var parked = Enumerable.Range(0, 100).Select(i => driver.Submit(Spec with { JobType = "new", Priority = i % 3 })).ToList();
        var known = driver.Submit(Spec);
        Assert.Equal([known], driver.Claim(200).Select(job => job.JobId));
        Assert.Equal(WaitingReason.UnknownType, driver.Shown(parked[0]).WaitingReason);
        Assert.Equal(100, driver.Core.UnknownTypes["new"]);
        CoreAudit.Check(driver);
        driver.JobTypes.Add("new");
        driver.Restart();
        driver.Run(0);
        CoreAudit.Check(driver);
        Assert.Empty(driver.Core.UnknownTypes);
        var started = driver.Claim(100);
        Assert.Equal(parked.Order(), started.Select(job => job.JobId).Order());
        Assert.Equal(started.Select(job => job.Priority).OrderDescending(), started.Select(job => job.Priority));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void RemovedType_InItsQueuesLine_IsParkedWhenItsTurnComes()
    {
        var driver = new CoreDriver();
        var old = driver.Submit(Spec with { JobType = "old", Priority = 9 });
        driver.JobTypes.Add("old");
        driver.Run(0);
        Assert.Equal(LineKind.Queue, driver.Job(old).Line!.Value.Kind);
        driver.JobTypes.Remove("old");
        driver.Restart();
        var known = driver.Submit(Spec);
        Assert.Equal([known], driver.Claim(10).Select(job => job.JobId));
        Assert.Equal(LineKind.Type, driver.Job(old).Line!.Value.Kind);
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Ready_Heads_AreTheBestOfAllLines()
    {
        var driver = new CoreDriver { MayClaim = false };
        driver.Run(0, Submit(Spec with { Priority = 1, RunAt = T0 - 5 }), Submit(Spec with { Queue = "b", Priority = 2, RunAt = T0 - 1 }),
            Submit(Spec with { RunAt = T0 - 90 }), Submit(Spec with { Queue = "stopped", Priority = 99 }));
        Assert.Empty(driver.Core.Ready(10));
        driver.MayClaim = true;
        driver.Paused.Add("stopped");
        driver.Run(0);
        Assert.Equal([new ReadyHead(2, T0 - 1), new ReadyHead(1, T0 - 5)], driver.Core.Ready(2));
    }

    [Fact]
    public void Expiry_OfWaitingAndLinedJobs_CancelsThemInTime()
    {
        var driver = new CoreDriver();
        driver.Paused.Add("stopped");
        var lined = driver.Submit(Spec with { Queue = "stopped", ExpiresAt = T0 + 1_000 });
        var waiting = driver.Submit(Spec with { DelayMs = 5_000, ExpiresAt = T0 + 1_000 });
        var keyed = driver.Submit(Keyed("k") with { Queue = "stopped", ExpiresAt = T0 + 1_000 });
        var behind = driver.Submit(Keyed("k") with { Queue = "stopped", ExpiresAt = T0 + 1_000 });
        driver.Now = T0 + 999;
        driver.Run(10);
        Assert.All([lined, waiting, keyed, behind], id => Assert.NotEqual(StoredState.Cancelled, driver.Job(id).State));
        driver.Restart();
        driver.Now = T0 + 1_000;
        driver.Run(10);
        Assert.All([lined, waiting, keyed, behind], id => Assert.Equal((StoredState.Cancelled, "expired"), (driver.Job(id).State, driver.Job(id).Message)));
        Assert.Empty(driver.Started);
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Expiry_OfAStartedJob_DoesNothing()
    {
        var driver = new CoreDriver();
        var id = driver.Submit(Spec with { ExpiresAt = T0 + 1_000 });
        var started = Assert.Single(driver.Claim(1));
        driver.Now = T0 + 5_000;
        driver.Run(0);
        driver.End(started, ReportKind.Retry);
        driver.Now += 60_000;
        Assert.Equal([id], driver.Claim(1).Select(job => job.JobId));
    }

    [Fact]
    public void Expiry_AlreadyPastAtSubmit_IsCancelledAtOnce()
    {
        var driver = new CoreDriver();
        var id = driver.Submit(Keyed("k") with { ExpiresAt = T0 });
        Assert.Equal(("expired", StoredState.Cancelled), (driver.Job(id).Message, driver.Job(id).State));
        CoreAudit.Check(driver);
    }
}
