using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>Any sequence of commands, claims, ends, restarts and steps of the clock keeps what <see cref="CoreAudit"/> says, and everything ends.</summary>
public sealed class PartitionCoreProperties
{
    private static readonly PartitionSizes Small = new(HorizonMs: 1_000, WindowEntries: 8, LineEntries: 8, KeyEntries: 2);

    [Fact]
    public void Core_AnySequence_KeepsItsRowsInOrderAndLosesNothing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf().Resize(120).ToArbitrary(), Holds)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(120).WithEndSize(120));

    private static bool Holds(int[] draws)
    {
        var driver = new CoreDriver(Small) { Retention = new RetentionRules(new RetentionPeriods(300, 900, 0)) };
        var ids = new List<string>();
        var running = new List<JobRecord>();
        foreach (var draw in draws)
        {
            Step(driver, ids, running, draw);
            CoreAudit.Check(driver);
            AssertRunning(driver);
        }

        Finish(driver, running);
        Assert.All(ids, id => Assert.True(JobTransitions.IsTerminal(driver.Job(id)), $"{id} is left {driver.Job(id).State}"));
        driver.Now += 900;
        Assert.All(driver.Run(0, ids.Select(id => new CoreCommand.Trim(id))), reply => Assert.Equal(PartitionStatus.Done, reply.Status));
        CoreAudit.Check(driver);
        Assert.Equal(0, driver.Core.InMemory);
        return true;
    }

    private static void Step(CoreDriver driver, List<string> ids, List<JobRecord> running, int draw)
    {
        var (what, number) = (draw % 17, draw / 17);
        var some = ids.Count == 0 ? "" : ids[number % ids.Count];
        switch (what)
        {
            case < 5:
                ids.Add(driver.Submit(SpecOf(driver, number)));
                break;
            case 5 or 6:
                driver.Now += number % 700;
                Take(driver, running, number % 4);
                break;
            case 7 when some.Length > 0:
                driver.Do(Change(some, (JobCommandKind)(number / 7 % 5)));
                break;
            case 8 when some.Length > 0:
                driver.Do(Move(some, number % 2 == 0 ? driver.Now + (number % 3_000) - 1_000 : null, number % 3 == 0 ? number % 3 : null));
                break;
            case 9:
                driver.Restart();
                break;
            case 10:
                if (!driver.Paused.Remove("q1"))
                    driver.Paused.Add("q1");
                break;
            case 11:
                if (!driver.JobTypes.Remove("other"))
                    driver.JobTypes.Add("other");
                break;
            case 12 or 13 or 14 when running.Count > 0:
                End(driver, running, number);
                break;
            case 16 when some.Length > 0:
                Trim(driver, ids, some);
                break;
            default:
                Take(driver, running, number % 6);
                break;
        }
    }

    private static void Trim(CoreDriver driver, List<string> ids, string id)
    {
        var before = driver.Job(id);
        var over = JobTransitions.IsTerminal(before) && driver.Retention.IsOver(before.State, before.Spec.JobType, false, before.FinishedAt!.Value, driver.Now);
        Assert.Equal(over ? PartitionStatus.Done : PartitionStatus.StateConflict, driver.Do(new CoreCommand.Trim(id)).Status);
        if (over)
            ids.Remove(id);
    }

    private static JobSpec SpecOf(CoreDriver driver, int number) => Spec with
    {
        JobType = number % 11 == 0 ? "other" : "echo",
        Queue = number % 3 == 0 ? "q1" : "default",
        Priority = number % 3,
        ConcurrencyKey = number % 2 == 0 ? $"k{number % 3}" : null,
        RunAt = number % 5 == 0 ? null : driver.Now + (number % 2_000) - 500,
        ExpiresAt = number % 13 == 0 ? driver.Now + (number % 1_500) : null,
        MaxAttempts = 1 + (number % 4),
        Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(number % 400)),
    };

    private static void Take(CoreDriver driver, List<JobRecord> running, int grants) => running.AddRange(driver.Claim(grants));

    private static void End(CoreDriver driver, List<JobRecord> running, int number)
    {
        var job = running[number % running.Count];
        running.Remove(job);
        if (number % 9 == 0)
            driver.Do(new CoreCommand.Lost(job.JobId, job.Token, 0.5));
        else
            driver.End(job, (ReportKind)(number / 3 % 8), new AttemptReport { JobId = "", Token = 0, Kind = default, Until = driver.Now + (number % 500) });
    }

    private static void AssertRunning(CoreDriver driver)
    {
        var keys = driver.Core.Running.Values.Select(cell => cell.Record.Spec.ConcurrencyKey).Where(key => key is not null).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    /// <summary>Lets everything run to its end: each started attempt completes, and what is claimed comes in order of its key.</summary>
    private static void Finish(CoreDriver driver, List<JobRecord> running)
    {
        driver.Paused.Clear();
        driver.JobTypes.Add("other");
        for (var round = 0; round < 2_000; round++)
        {
            Take(driver, running, 3);
            foreach (var job in running)
                driver.End(job, ReportKind.Completed);
            if (running.Count == 0 && driver.Core is { NextDueAt: null } && driver.Store.CountAsync(default).GetAwaiter().GetResult().All(row => row.State > StoredState.Claimed))
                return;
            running.Clear();
            driver.Now += 20;
        }
    }
}
