using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.ScheduleDriver;

namespace JobScheduler.Tests.Core;

/// <summary>Occurrences that come up while a job of the schedule is not terminal, in whatever partition it lies.</summary>
public sealed class PartitionCoreOverlapTests
{
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
}
