using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.ScheduleDriver;

namespace JobScheduler.Tests.Core;

/// <summary>Schedules in the core: what time and callers make of them.</summary>
public sealed class PartitionCoreScheduleTests
{
    [Fact]
    public void Fire_EveryMinute_OneJobPerOccurrenceAtItsTime()
    {
        var schedule = new ScheduleDriver();
        schedule.To(5);
        Assert.Equal([1, 2, 3, 4, 5], schedule.Nominal);
        Assert.All(schedule.Jobs, job => Assert.Equal(job.Spec.NominalAt, job.RunAt));
        Assert.All(schedule.Jobs, job => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", job.Spec.TraceParent));
        Assert.Equal(5, schedule.Jobs.Select(job => job.Spec.TraceParent).Distinct().Count());
        Assert.Equal((5, Minute(5), Minute(6)), (schedule.Row!.Runs, schedule.Row.LastRunAt, schedule.Row.NextAt));
        schedule.Audit();
    }

    [Fact]
    public void Fire_CrashAndClockSteppedBack_NothingTwice()
    {
        var schedule = new ScheduleDriver();
        schedule.To(3);
        schedule.Core.Restart();
        schedule.Core.Now = Minute(1);
        schedule.Core.Run(0);
        Assert.Equal([1, 2, 3], schedule.Nominal);
        schedule.To(4);
        Assert.Equal([1, 2, 3, 4], schedule.Nominal);
        schedule.Audit();
    }

    [Theory]
    [InlineData(MisfirePolicy.FireAll, new double[] { 1, 2, 3, 4, 5 }, 0)]
    [InlineData(MisfirePolicy.FireOnce, new double[] { 4, 5 }, 3)]
    [InlineData(MisfirePolicy.Skip, new double[] { 5 }, 4)]
    public void Misfire_DownForFiveMinutes_DoesWhatThePolicySays(MisfirePolicy policy, double[] fired, int missed)
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Misfire = policy });
        schedule.Core.Restart();
        schedule.To(5, jump: true);
        Assert.Equal(fired, schedule.Nominal);
        var let = schedule.Decisions.SingleOrDefault(each => each.Decision == ScheduleDecision.Missed);
        Assert.Equal(missed, let?.Count ?? 0);
        if (let is not null)
            Assert.Equal((Minute(1), Minute(missed), "down"), (let.NominalAt, let.Until, let.Reason));
        schedule.Audit();
    }

    [Fact]
    public void Misfire_MoreThanTheLimit_TheNewestFireInOrder()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { CatchUpLimit = 3 });
        schedule.To(10.5, jump: true);
        Assert.Equal([8, 9, 10], schedule.Nominal);
        Assert.Equal(7, Assert.Single(schedule.Decisions, each => each.Decision == ScheduleDecision.Missed).Count);
        Assert.Equal([8, 9, 10], schedule.Decisions.Where(each => each.JobId is not null).Select(each => (each.NominalAt - Minute(0)) / 60_000));
    }

    [Fact]
    public void Misfire_OutsideTheWindow_IsLetGo()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { CatchUpWindowMs = 120_000 });
        schedule.To(10.5, jump: true);
        Assert.Equal([9, 10], schedule.Nominal);
    }

    [Fact]
    public void Misfire_AYearOfSeconds_IsDecidedAtOnce()
    {
        var schedule = new ScheduleDriver("* * * * * *", spec => spec with { Misfire = MisfirePolicy.FireOnce, CatchUpWindowMs = 366L * 86_400_000 });
        schedule.To(365 * 24 * 60, jump: true);
        Assert.Equal(100_000, Assert.Single(schedule.Decisions, each => each.Decision == ScheduleDecision.Missed).Count);
        Assert.Equal(1 + 10, schedule.Decisions.Count(each => each.Decision == ScheduleDecision.Fired)); // one missed, and those of the last 10 s
    }

    [Fact]
    public void Misfire_AThousandLargeJobs_FitsIntoCommits()
    {
        var payload = RawJson.Parse($"\"{new string('x', 100_000)}\"");
        var schedule = new ScheduleDriver(configure: spec => spec with { Job = spec.Job with { Payload = payload }, CatchUpLimit = 300 });
        schedule.To(300, jump: true);
        Assert.Equal(300, schedule.Jobs.Count);
        schedule.Audit();
    }

    [Theory]
    [InlineData(OverlapPolicy.Allow, new double[] { 1, 2, 3, 4 }, 0, 0)]
    [InlineData(OverlapPolicy.Skip, new double[] { 1 }, 0, 3)]
    [InlineData(OverlapPolicy.QueueOne, new double[] { 1 }, 1, 2)]
    [InlineData(OverlapPolicy.QueueAll, new double[] { 1 }, 3, 0)]
    [InlineData(OverlapPolicy.CancelRunning, new double[] { 1 }, 3, 2)]
    public void Overlap_JobNotFinished_DoesWhatThePolicySays(OverlapPolicy policy, double[] fired, int queued, int skipped)
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Overlap = policy });
        schedule.To(1);
        Assert.Single(schedule.Core.Claim(10));
        schedule.To(4);
        Assert.Equal(fired, schedule.Nominal);
        Assert.Equal(queued, schedule.Decisions.Count(each => each.Decision == ScheduleDecision.Queued));
        Assert.Equal(skipped, schedule.Decisions.Count(each => each.Decision == ScheduleDecision.Skipped));
        Assert.Equal(policy == OverlapPolicy.CancelRunning ? 1 : 0, schedule.Core.Effects.OfType<Effect.Send>().Count(send => send.Row.Kind == SentKind.Cancel));
        schedule.Audit();
    }

    [Fact]
    public void Overlap_QueueAll_OneAfterTheOther()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Overlap = OverlapPolicy.QueueAll });
        schedule.To(1);
        var first = Assert.Single(schedule.Core.Claim(10));
        schedule.To(3);
        schedule.Core.Restart();
        schedule.Core.End(first, ReportKind.Completed);
        Assert.Equal([1, 2], schedule.Nominal);
        schedule.Core.End(Assert.Single(schedule.Core.Claim(10)), ReportKind.Completed);
        Assert.Equal([1, 2, 3], schedule.Nominal);
        Assert.Equal((3, 0), (schedule.Row!.Runs, schedule.Row.Waiting.Count));
        schedule.Audit();
    }

    [Fact]
    public void Overlap_CancelRunning_TheNewOneStartsWhenTheOldIsTerminal()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Overlap = OverlapPolicy.CancelRunning });
        schedule.To(1);
        var first = Assert.Single(schedule.Core.Claim(10));
        schedule.To(2);
        var send = Assert.Single(schedule.Core.Effects.OfType<Effect.Send>()).Row;
        schedule.Core.Do(new CoreCommand.Deliver(new SentJob { JobId = send.JobId, Kind = send.Kind, ScheduleId = send.ScheduleId }));
        schedule.Core.Do(new CoreCommand.Delivered(send.Id));
        Assert.NotNull(schedule.Core.Job(first.JobId).CancelRequestedAt);
        Assert.Equal([1], schedule.Nominal);
        schedule.Core.End(first, ReportKind.Cancelled);
        Assert.Equal([1, 2], schedule.Nominal);
        schedule.Audit();
    }

    [Fact]
    public void Overlap_JobWaitsForARetry_CountsAsNotFinished()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Overlap = OverlapPolicy.Skip, Job = spec.Job with { Retry = RetryPolicy.Fixed(TimeSpan.FromHours(1)) } });
        schedule.To(1);
        schedule.Core.End(Assert.Single(schedule.Core.Claim(1)), ReportKind.Retry);
        schedule.To(2);
        Assert.Equal([1], schedule.Nominal);
        schedule.Core.Do(CoreSpecs.Change(schedule.Jobs[0].JobId, JobCommandKind.Cancel));
        schedule.To(3);
        Assert.Equal([1, 3], schedule.Nominal);
        schedule.Core.Do(CoreSpecs.Change(schedule.Jobs[1].JobId, JobCommandKind.Cancel));
        schedule.Core.Do(CoreSpecs.Change(schedule.Jobs[0].JobId, JobCommandKind.Retry));
        schedule.To(4);
        Assert.Equal([1, 3], schedule.Nominal);
        schedule.Audit();
    }

    [Fact]
    public void Overlap_ChangedToCancelRunningWhileOthersWait_TheJobIsCancelledOnce()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Overlap = OverlapPolicy.QueueAll });
        schedule.To(1);
        Assert.Single(schedule.Core.Claim(10));
        schedule.To(3);
        schedule.Do(ScheduleCommandKind.Put, Of("* * * * *", spec => spec with { Overlap = OverlapPolicy.CancelRunning, DefinitionHash = "other" }));
        schedule.To(5);
        Assert.Equal([Minute(5)], schedule.Row!.Waiting);
        Assert.Single(schedule.Core.Effects.OfType<Effect.Send>(), send => send.Row.Kind == SentKind.Cancel);
        schedule.Audit();
    }

    [Fact]
    public void Deliver_NothingToDo_IsAnsweredAfterACommit()
    {
        var schedule = new ScheduleDriver();
        var commits = schedule.Core.Commits;
        var told = new SentJob { JobId = JobIds.Create(1, Minute(0), 1), Kind = SentKind.Ended, ScheduleId = Id };
        Assert.Equal(PartitionStatus.Done, schedule.Core.Do(new CoreCommand.Deliver(told)).Status);
        Assert.Equal((commits + 1, 0), (schedule.Core.Commits, schedule.Core.LastCommit!.Mutations.Count));
    }

    [Fact]
    public void Edit_AtTheMomentAnOccurrenceIsDue_ItIsDecidedOnceByTheOldDefinition()
    {
        var schedule = new ScheduleDriver();
        schedule.Core.Now = Minute(1) + 1; // due, not decided yet
        var answer = schedule.Do(ScheduleCommandKind.Put, Of("*/5 * * * *"));
        Assert.Equal((PartitionStatus.Done, 2), (answer.Status, answer.Schedule!.Version));
        Assert.Equal([1], schedule.Nominal);
        schedule.To(10);
        Assert.Equal([1, 5, 10], schedule.Nominal);
        schedule.Do(ScheduleCommandKind.Put, Of("* * * * *"));
        schedule.To(11);
        Assert.Equal([1, 5, 10, 11], schedule.Nominal);
        schedule.Audit();
    }

    [Fact]
    public void Put_EqualDefinition_ChangesNothing()
    {
        var schedule = new ScheduleDriver();
        schedule.To(1);
        var before = schedule.Row;
        var commits = schedule.Core.Commits;
        var answer = schedule.Do(ScheduleCommandKind.Put, schedule.Spec);
        Assert.Equal((PartitionStatus.Existing, 1), (answer.Status, answer.Schedule!.Version));
        Assert.Equal(before, schedule.Row);
        Assert.Equal((commits + 1, 0), (schedule.Core.Commits, schedule.Core.LastCommit!.Mutations.Count)); // that it is so is proven
    }

    [Fact]
    public void Precondition_DoesNotHold_NothingIsStored()
    {
        var schedule = new ScheduleDriver();
        Assert.Equal(PartitionStatus.AlreadyExists, schedule.Do(ScheduleCommandKind.Create, schedule.Spec).Status);
        var put = new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Put, Spec = Of("0 0 * * *") };
        Assert.Equal(PartitionStatus.PreconditionFailed, schedule.Do(put with { IfAbsent = true }).Status);
        Assert.Equal(PartitionStatus.PreconditionFailed, schedule.Do(put with { IfVersion = 2 }).Status);
        Assert.Equal(PartitionStatus.PreconditionFailed, schedule.Do(put with { Id = "absent", IfVersion = 1 }).Status);
        Assert.Equal(PartitionStatus.PreconditionFailed, schedule.Do(put with { Kind = ScheduleCommandKind.Delete, IfVersion = 2 }).Status);
        Assert.Equal(PartitionStatus.NotFound, schedule.Do(put with { Kind = ScheduleCommandKind.Trigger, Id = "absent" }).Status);
        Assert.Equal(("* * * * *", 1), (schedule.Row!.Spec.Cron, schedule.Row.Version));
        Assert.Equal(PartitionStatus.Done, schedule.Do(put with { IfVersion = 1 }).Status);
    }

    [Fact]
    public void Pause_UntilResumed_OccurrencesAreSkippedAndSaidSo()
    {
        var schedule = new ScheduleDriver();
        schedule.To(2);
        schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Pause, Note = "migration", By = "ana" });
        schedule.Core.Restart();
        schedule.To(6.5);
        Assert.Equal([1, 2], schedule.Nominal);
        Assert.Equal((true, "migration", "ana", null), (schedule.Row!.Paused, schedule.Row.Note, schedule.Row.PausedBy, schedule.Row.NextAt));
        schedule.Do(ScheduleCommandKind.Put, Of("* * * * *", spec => spec with { DefinitionHash = "other" }));
        Assert.True(schedule.Row.Paused);
        schedule.Do(ScheduleCommandKind.Resume);
        schedule.To(7);
        Assert.Equal([1, 2, 7], schedule.Nominal);
        var skipped = Assert.Single(schedule.Decisions, each => each.Decision == ScheduleDecision.Skipped);
        Assert.Equal("paused: migration", skipped.Reason);
        Assert.True(skipped.Count <= 4);
        Assert.Equal(4, schedule.Row.Version);
        schedule.Audit();
    }

    [Fact]
    public void Trigger_Paused_MakesAJobAndDoesNotCountAsRun()
    {
        var schedule = new ScheduleDriver("0 0 1 1 *", paused: true);
        var answer = schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Trigger, TraceParent = CoreSpecs.Spec.TraceParent });
        var job = Assert.Single(schedule.Jobs);
        Assert.Equal((answer.JobId, schedule.Core.Now, CoreSpecs.Spec.TraceParent), (job.JobId, job.RunAt, job.Spec.TraceParent));
        Assert.Equal((0, 1), (schedule.Row!.Runs, schedule.Row.Active));
        Assert.Equal(ScheduleDecision.Triggered, Assert.Single(schedule.Decisions).Decision);
        schedule.EndAll();
        Assert.Equal(0, schedule.Row.Active);
        schedule.Audit();
    }

    [Fact]
    public void Backfill_Range_MakesEachOccurrenceOnce()
    {
        var schedule = new ScheduleDriver("*/10 * * * *", spec => spec with { Misfire = MisfirePolicy.Skip, Exclude = ["20 * * * *"] });
        schedule.To(60, jump: true);
        Assert.Equal([60], schedule.Nominal);
        var ask = new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Backfill, From = Minute(10), To = Minute(50), DryRun = true };
        Assert.Equal((3, 1), (schedule.Do(ask).Count, schedule.Do(ask).Excluded));
        var before = schedule.Jobs.Count;
        Assert.Equal(3, schedule.Do(ask with { DryRun = false }).Count);
        Assert.Equal(before + 3, schedule.Jobs.Count);
        Assert.Equal([10, 30, 40], schedule.Decisions.Where(each => each.Decision == ScheduleDecision.Backfilled).Select(each => (each.NominalAt - Minute(0)) / 60_000));
        Assert.Empty(schedule.Row!.Backfills);
        schedule.Audit();
    }

    [Fact]
    public void Backfill_QueueAll_GoesOnAsJobsEndWithoutABound()
    {
        var schedule = new ScheduleDriver("0 0 * * *", spec => spec with { Overlap = OverlapPolicy.QueueAll });
        var from = Minute(0) - (200L * 86_400_000);
        Assert.Equal(200, schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Backfill, From = from, To = Minute(0) }).Count);
        Assert.Single(schedule.Jobs);
        schedule.Core.Restart();
        schedule.EndAll();
        Assert.Equal(200, schedule.Jobs.Count);
        Assert.All(schedule.Jobs, job => Assert.Equal(StoredState.Completed, job.State));
        schedule.Audit();
    }

    [Theory]
    [InlineData(OverlapPolicy.QueueOne, -10)]
    [InlineData(OverlapPolicy.CancelRunning, -6)]
    public void Backfill_AJobIsNotFinished_TheOneThatWaitsIsBackfilledAndNoRun(OverlapPolicy policy, int waits)
    {
        var schedule = new ScheduleDriver(paused: true);
        schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Trigger, TraceParent = CoreSpecs.Spec.TraceParent });
        schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Backfill, From = Minute(-10), To = Minute(-5), Overlap = policy });
        schedule.Core.Restart();
        Assert.Single(schedule.Jobs);
        Assert.Equal(4, schedule.Decisions.Where(each => each.Decision == ScheduleDecision.Skipped).Sum(each => each.Count));
        Deliver(schedule.Core, schedule.Core, twice: false); // that it is to be cancelled
        Deliver(schedule.Core, schedule.Core, twice: false); // that it is
        schedule.EndAll();
        Assert.Equal([waits, 0], schedule.Nominal);
        Assert.Equal(Minute(waits), Assert.Single(schedule.Decisions, each => each.Decision == ScheduleDecision.Backfilled).NominalAt);
        Assert.Equal((0, 0, 0), (schedule.Row!.Runs, schedule.Row.Waiting.Count, schedule.Row.Backfills.Count));
        schedule.Audit();
    }

    [Fact]
    public void Backfill_TooMany_IsRefused()
    {
        var schedule = new ScheduleDriver("* * * * * *");
        var answer = schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Backfill, From = 0, To = Minute(0) });
        Assert.Equal(PartitionStatus.StateConflict, answer.Status);
        Assert.Empty(schedule.Row!.Backfills);
    }

    [Fact]
    public void Exclude_OccurrencesInARow_AreOneDecision()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Exclude = ["2-4 * * * *"] });
        schedule.To(5);
        Assert.Equal([1, 5], schedule.Nominal);
        var excluded = Assert.Single(schedule.Decisions, each => each.Decision == ScheduleDecision.Excluded);
        Assert.Equal((3, Minute(2), Minute(4)), (excluded.Count, excluded.NominalAt, excluded.Until));
    }

    [Fact]
    public void Exclude_BackfillOfEarlierOnes_IsADecisionOfItsOwn()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Exclude = ["* * * * *"] });
        schedule.To(2);
        schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Backfill, From = Minute(-3), To = Minute(0) });
        schedule.To(4);
        Assert.Equal(
            [(Minute(1), Minute(2), 2), (Minute(-3), Minute(-1), 3), (Minute(3), Minute(4), 2)],
            schedule.Decisions.Select(each => (each.NominalAt, each.Until!.Value, each.Count)));
    }

    [Fact]
    public void Exclude_Date_WholeDayInTheZone()
    {
        var schedule = new ScheduleDriver("0 12 * * *", spec => spec with { Exclude = ["2027-01-16"], TimeZone = "Pacific/Auckland" });
        schedule.To(60 * 24 * 4);
        Assert.Equal(1, schedule.Decisions.Count(each => each.Decision == ScheduleDecision.Excluded));
        Assert.Equal(3, schedule.Jobs.Count);
    }

    [Fact]
    public void Exclude_DateAndTimesBetweenSeconds_AllOfTheDay()
    {
        var schedule = new ScheduleDriver("@every 6h", spec => spec with { Exclude = ["2027-01-16"], PhaseMs = 1_500 });
        schedule.To(60 * 24 * 2);
        Assert.Equal(4, schedule.Decisions.Where(each => each.Decision == ScheduleDecision.Excluded).Sum(each => each.Count));
        Assert.Equal(4, schedule.Jobs.Count);
    }

    [Fact]
    public void Bounds_StartEndAndMaxRuns_AreKept()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { StartAt = Minute(3), EndAt = Minute(6) });
        schedule.To(10);
        Assert.Equal([3, 4, 5], schedule.Nominal);
        Assert.Null(schedule.Row!.NextAt);
        var limited = new ScheduleDriver(configure: spec => spec with { MaxRuns = 2 });
        limited.To(10);
        Assert.Equal([1, 2], limited.Nominal);
        Assert.Null(limited.Row!.NextAt);
    }

    [Fact]
    public void Jitter_SameOccurrence_SameDelayWithinTheBound()
    {
        var one = new ScheduleDriver(configure: spec => spec with { JitterMs = 30_000 });
        var two = new ScheduleDriver(configure: spec => spec with { JitterMs = 30_000 });
        one.To(20);
        two.To(20, jump: true);
        Assert.Equal(one.Jobs.Select(job => job.RunAt), two.Jobs.Select(job => job.RunAt));
        Assert.All(one.Jobs, job => Assert.InRange(job.RunAt - job.Spec.NominalAt!.Value, 0, 29_999));
        Assert.True(one.Jobs.Select(job => job.RunAt - job.Spec.NominalAt!.Value).Distinct().Count() > 10);
    }

    [Fact]
    public void Delete_ThenCreatedAgain_BeginsAnew()
    {
        var schedule = new ScheduleDriver(configure: spec => spec with { Overlap = OverlapPolicy.QueueAll });
        schedule.To(3);
        var replies = schedule.Core.Run(
            0,
            new CoreCommand.ChangeSchedule(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Delete }),
            new CoreCommand.ChangeSchedule(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Create, Spec = schedule.Spec }));
        Assert.All(replies, reply => Assert.Equal(PartitionStatus.Done, reply.Status));
        Assert.Equal((0, 0, 1), (schedule.Row!.Runs, schedule.Row.Active, schedule.Row.Version));
        Assert.Empty(schedule.Decisions);
        schedule.EndAll();
        Assert.Equal(0, schedule.Row.Active);
        Assert.Equal(StoredState.Completed, Assert.Single(schedule.Jobs).State);
        schedule.Do(ScheduleCommandKind.Delete);
        Assert.Null(schedule.Row);
        schedule.To(10);
        Assert.Single(schedule.Jobs);
    }

    [Fact]
    public void Decisions_MoreThanAreKept_TheOldestGo()
    {
        var schedule = new ScheduleDriver();
        schedule.To(1_100, jump: true);
        Assert.True(schedule.Row!.NextDecision > 1_001);
        var oldest = schedule.Core.Store.ListDecisionsAsync(Id, 500, 100, default).GetAwaiter().GetResult();
        Assert.Equal(schedule.Row.NextDecision - 1_000, oldest[^1].Decision.Number);
    }

    [Fact]
    public void Keyed_JobsOfAnotherPartition_AreCountedThere()
    {
        var (home, other) = (new CoreDriver(partition: 0, partitions: 2) { Now = Minute(0) }, new CoreDriver(partition: 1, partitions: 2) { Now = Minute(0) });
        var id = Enumerable.Range(0, 100).Select(i => $"s{i}").First(each => Routing.Hash(each) < 0x8000);
        var key = Enumerable.Range(0, 100).Select(i => $"k{i}").First(each => Routing.Hash(each) >= 0x8000);
        var spec = Of("* * * * *", each => each with { Overlap = OverlapPolicy.QueueOne, Job = each.Job with { ConcurrencyKey = key } });
        home.Do(new CoreCommand.ChangeSchedule(new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Create, Spec = spec }));
        home.Now = other.Now = Minute(1);
        home.Run(0);
        home.Restart();
        Deliver(home, other, twice: true);
        var job = Assert.Single(other.Claim(5));
        Assert.Equal((id, Minute(1)), (job.Spec.ScheduleId, job.Spec.NominalAt));
        home.Now = other.Now = Minute(2);
        home.Run(0);
        Assert.Equal([1L], home.Rows(new LoadRequest { ScheduleIds = [id] }).Schedules.Values.Select(each => each.Schedule.Active));
        other.End(job, ReportKind.Completed);
        other.Restart();
        Deliver(other, home, twice: true);
        Deliver(home, other, twice: false);
        Assert.Equal(Minute(2), Assert.Single(other.Claim(5)).Spec.NominalAt);
        CoreAudit.Check(home);
    }

    private static void Deliver(CoreDriver from, CoreDriver to, bool twice)
    {
        foreach (var send in from.Core.Sends.Values.ToList())
        {
            for (var i = 0; i < (twice ? 2 : 1); i++)
                to.Do(new CoreCommand.Deliver(new SentJob { JobId = send.JobId, Spec = send.Spec, Kind = send.Kind, ScheduleId = send.ScheduleId }));
            from.Do(new CoreCommand.Delivered(send.Id));
        }
    }
}
