using Xunit;
using static JobScheduler.Tests.Core.ScheduleDriver;

namespace JobScheduler.Tests.Core;

/// <summary>Which occurrences come up, which are missed or excluded, and that each makes one job.</summary>
public sealed class PartitionCoreOccurrenceTests
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
    public void Decisions_MoreThanAreKept_TheOldestGo()
    {
        var schedule = new ScheduleDriver();
        schedule.To(1_100, jump: true);
        Assert.True(schedule.Row!.NextDecision > 1_001);
        var oldest = schedule.Core.Store.ListDecisionsAsync(Id, 500, 100, default).GetAwaiter().GetResult();
        Assert.Equal(schedule.Row.NextDecision - 1_000, oldest[^1].Decision.Number);
    }
}
