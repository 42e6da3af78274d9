using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.ScheduleDriver;

namespace JobScheduler.Tests.Core;

/// <summary>Occurrences of the past that are made good.</summary>
public sealed class PartitionCoreBackfillTests
{
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
    public void Backfill_ClockSteppedBackBehindTheWatermark_TheNextOccurrenceStillWaitsForItsTime()
    {
        var schedule = new ScheduleDriver(paused: true);
        schedule.Core.Submit(CoreSpecs.Spec with { RunAt = Minute(2) });
        schedule.Core.Now = Minute(2);
        schedule.EndAll();
        schedule.Core.Now = Minute(1.5); // the watermark lies at the time of the next occurrence
        schedule.Do(ScheduleCommandKind.Resume);
        schedule.Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Backfill, From = Minute(-3), To = Minute(0) });
        Assert.False(schedule.Core.Core.HasMore);
        Assert.Equal([-3, -2, -1], schedule.Nominal);
        schedule.To(2);
        Assert.Equal([-3, -2, -1, 2], schedule.Nominal);
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
}
