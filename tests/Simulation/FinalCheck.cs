using System.Globalization;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>What must be true once everything has settled.</summary>
internal static class FinalCheck
{
    public static void Check(SimWorld world)
    {
        foreach (var rows in world.Store.Partitions)
        {
            StoreAudit.Check(world, rows);
            foreach (var job in rows.Jobs.Values.Where(job => !JobTransitions.IsTerminal(job)))
                world.Violate(SimRule.Stuck, job.JobId, $"{job.State} in {job.Line} at {job.At}, run_at {job.RunAt}, key {job.Spec.ConcurrencyKey}, queue {job.Spec.Queue}, type {job.Spec.JobType}");
            foreach (var schedule in rows.Schedules.Values.Where(schedule => !ScheduleAudit.IsAtRest(schedule)))
                world.Violate(SimRule.Stuck, schedule.Id, $"next {schedule.NextAt}, {schedule.Active} active, {schedule.Waiting.Count} wait, {schedule.Backfills.Count} backfills, entry at {schedule.At}, paused {schedule.Paused}");
            foreach (var send in rows.Sends.Values)
                world.Violate(SimRule.Stuck, send.JobId, $"send row {send.Id} to partition {send.Target} was not delivered");
        }

        var finals = world.Store.Partitions.SelectMany(rows => rows.Jobs.Values.Select(job => Final(rows, job))).Concat(world.Observer.Trimmed).ToList();
        foreach (var twice in world.Store.Partitions.SelectMany(rows => rows.Jobs.Values).GroupBy(job => job.Spec.TraceParent).Where(same => same.Count() > 1))
            world.Violate(SimRule.DuplicateSubmit, twice.First().JobId, $"{twice.Count()} jobs of one submit");
        // Due times are on the nodes' clocks and only a calm world's agree with the observer's; commits were checked exactly anyway.
        var room = new HistoryTolerance { Order = world.Profile.IsCalm ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromDays(1), MisfireAfter = world.Profile.MisfireAfter };
        var report = HistoryChecker.Check(world.History, finals, room);
        foreach (var violation in report.Violations)
            world.Violate(violation.Rule.ToString(), violation.At, violation.JobId, violation.What);
        foreach (var (what, count) in report.Examined)
            world.Count($"examined: {what}", count);
    }

    /// <summary>What was refused must not be there.</summary>
    public static void Refused(SimWorld world, Workload workload)
    {
        foreach (var job in world.Store.Partitions.SelectMany(rows => rows.Jobs.Values).Where(job => workload.Refused.Contains(job.Spec.TraceParent)))
            world.Violate(SimRule.RefusedButStored, job.JobId, "its submit was answered with nothing stored, or with another job");
    }

    /// <summary>A job as the history is told of it at its end.</summary>
    public static FinalJob Final(MemoryPartition rows, JobRecord job)
    {
        var older = rows.Attempts.GetValueOrDefault(job.JobId)?.Values.AsEnumerable() ?? [];
        var all = (job.Newest is { } newest ? older.Where(one => one.Attempt != newest.Attempt).Append(newest) : older).ToList();
        return new FinalJob(job.JobId, JobSnapshots.StateOf(job, long.MaxValue))
        {
            AttemptsUsed = job.AttemptsUsed,
            MaxAttempts = job.Spec.MaxAttempts,
            Token = job.Newest?.Token ?? job.Token,
            ResultToken = job.Result is { } result ? long.Parse(result.ToString(), CultureInfo.InvariantCulture) : null,
            IdempotencyKey = job.Spec.IdempotencyKey,
            ConcurrencyKey = job.Spec.ConcurrencyKey,
            ScheduleId = job.Spec.ScheduleId,
            Attempts = [.. all.Select(one => new FinalAttempt(one.Attempt, one.Token, one.Outcome))],
        };
    }
}
