using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>A schedule of one partition, driven through its core: time is moved, jobs are claimed and ended by hand.</summary>
internal sealed class ScheduleDriver
{
    public const string Id = "nightly";

    public ScheduleDriver(string cron = "* * * * *", Func<ScheduleSpec, ScheduleSpec>? configure = null, bool paused = false)
    {
        Core = new CoreDriver { Now = Minute(0) };
        Spec = Of(cron, configure);
        Assert.Equal(PartitionStatus.Done, Do(new ScheduleCommand { Id = Id, Kind = ScheduleCommandKind.Create, Spec = Spec, Paused = paused }).Status);
    }

    public CoreDriver Core { get; }

    public ScheduleSpec Spec { get; }

    /// <summary>Its row as it is stored, or null.</summary>
    public ScheduleRecord? Row => Core.Store.GetScheduleAsync(Id, default).GetAwaiter().GetResult();

    /// <summary>Its decisions, oldest first.</summary>
    public IReadOnlyList<DecisionRecord> Decisions =>
        [.. Core.Store.ListDecisionsAsync(Id, 500, null, default).GetAwaiter().GetResult().Select(each => each.Decision).Reverse()];

    /// <summary>Its jobs in order of their occurrences.</summary>
    public IReadOnlyList<JobRecord> Jobs =>
        [.. Core.Store.ListJobsAsync(new JobQuery { Limit = 10_000 }, Core.Now, default).GetAwaiter().GetResult().Items
            .Where(job => job.Spec.ScheduleId == Id).OrderBy(job => job.Spec.NominalAt).ThenBy(job => job.Sequence)];

    /// <summary>Which occurrences made jobs, in minutes.</summary>
    public IReadOnlyList<double> Nominal => [.. Jobs.Select(job => (job.Spec.NominalAt!.Value - Minute(0)) / 60_000.0)];

    /// <summary>Whole minutes after the begin; the begin is a full hour, UTC.</summary>
    public static long Minute(double number) => 1_800_003_600_000 + (long)(number * 60_000);

    public static ScheduleSpec Of(string cron, Func<ScheduleSpec, ScheduleSpec>? configure = null)
    {
        var spec = new ScheduleSpec
        {
            Cron = cron,
            TimeZone = "UTC",
            Job = CoreSpecs.Spec,
            Overlap = OverlapPolicy.Allow,
            Misfire = MisfirePolicy.FireAll,
            CatchUpWindowMs = 7L * 24 * 3_600_000,
            CatchUpLimit = 1_000,
            DefinitionHash = cron,
        };
        return configure is null ? spec : configure(spec);
    }

    /// <summary>Delivers the send rows that one partition has now; twice, as when an answer was lost.</summary>
    public static void Deliver(CoreDriver from, CoreDriver to, bool twice)
    {
        foreach (var send in from.Core.Sends.Values.ToList())
        {
            for (var i = 0; i < (twice ? 2 : 1); i++)
                to.Do(new CoreCommand.Deliver(new SentJob { JobId = send.JobId, Spec = send.Spec, Kind = send.Kind, ScheduleId = send.ScheduleId }));
            from.Do(new CoreCommand.Delivered(send.Id));
        }
    }

    public ScheduleAnswer Do(ScheduleCommand command) => Core.Do(new CoreCommand.ChangeSchedule(command)).Schedule!;

    public ScheduleAnswer Do(ScheduleCommandKind kind, ScheduleSpec? spec = null) => Do(new ScheduleCommand { Id = Id, Kind = kind, Spec = spec });

    /// <summary>Time passes in one jump, as in a down-time, or a little after each minute.</summary>
    public void To(double minute, bool jump = false)
    {
        for (var next = Math.Floor(((Core.Now - Minute(0)) / 60_000.0) + 1); !jump && next < minute; next++)
        {
            Core.Now = Minute(next) + 3;
            Core.Run(0);
        }

        Core.Now = Minute(minute) + 3;
        Core.Run(0);
    }

    /// <summary>Ends all jobs that can be claimed now, one after the other.</summary>
    public void EndAll()
    {
        while (Core.Claim(1) is [var job])
            Core.End(job, ReportKind.Completed);
    }

    /// <summary>What must hold whatever was decided: one job per occurrence, and the rows of its jobs say which are not terminal.</summary>
    public void Audit()
    {
        CoreAudit.Check(Core);
        var jobs = Jobs;
        var regular = Decisions.Where(each => each.Decision is ScheduleDecision.Fired or ScheduleDecision.Backfilled).ToList();
        Assert.Equal(regular.Select(each => each.NominalAt).Order(), regular.Select(each => each.NominalAt).Distinct().Order());
        Assert.Equal(
            jobs.Select(job => job.JobId).Order(),
            Decisions.Where(each => each.JobId is not null).Select(each => each.JobId!).Order());
        if (Row is not { } row)
            return;
        var active = jobs.Where(job => !JobTransitions.IsTerminal(job)).Select(job => job.JobId).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(active.Count, row.Active);
        Assert.Equal(active, Core.Rows(new LoadRequest { ScheduleIds = [Id], JobsPerSchedule = 10_000 }).Schedules[Id].JobIds);
    }
}
