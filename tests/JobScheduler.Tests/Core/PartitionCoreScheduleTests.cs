using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.ScheduleDriver;

namespace JobScheduler.Tests.Core;

/// <summary>What callers want of schedules: created, edited, paused, triggered, deleted.</summary>
public sealed class PartitionCoreScheduleTests
{
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
}
