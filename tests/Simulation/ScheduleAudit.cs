using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Simulation;

/// <summary>Whether a schedule's rows agree with its jobs, wherever these lie, and with the due index, after any commit.</summary>
internal static class ScheduleAudit
{
    public static void Check(SimWorld world, MemoryPartition rows)
    {
        foreach (var schedule in rows.Schedules.Values)
        {
            void Wrong(string what) => world.Violate(SimRule.ScheduleActive, schedule.Id, what);

            Jobs(world, rows, schedule, Wrong);
            Place(rows, schedule, Wrong);
        }
    }

    /// <summary>Nothing is to come, nothing waits and nothing runs.</summary>
    public static bool IsAtRest(ScheduleRecord schedule) =>
        schedule is { NextAt: null, Active: 0, Waiting.Count: 0, Backfills.Count: 0, At: null };

    private static void Jobs(SimWorld world, MemoryPartition rows, ScheduleRecord schedule, Action<string> wrong)
    {
        var counted = rows.ScheduleJobs.GetValueOrDefault(schedule.Id) ?? [];
        if (counted.Count != schedule.Active)
            wrong($"{schedule.Active} jobs are active, {counted.Count} have rows");
        foreach (var jobId in counted)
        {
            if (world.Observer.Find(jobId) is { } job)
            {
                if (JobTransitions.IsTerminal(job) && !world.Observer.IsToldOf(schedule.Id, jobId))
                    wrong($"{jobId} counts as active and is {job.State}, and no message says so");
            }
            else if (!rows.Sends.Values.Any(send => send.JobId == jobId && send.Kind == SentKind.Job))
            {
                wrong($"{jobId} counts as active and is nowhere");
            }
        }

        foreach (var jobId in world.Observer.JobsMadeBy(schedule.Id))
        {
            if (!counted.Contains(jobId) && world.Observer.Find(jobId) is { } job && !JobTransitions.IsTerminal(job) && !world.Observer.IsToldOf(schedule.Id, jobId))
                wrong($"{jobId} is {job.State} and does not count as active, and no message says so");
        }
    }

    private static void Place(MemoryPartition rows, ScheduleRecord schedule, Action<string> wrong)
    {
        var waits = schedule is { Paused: false, Active: 0, Waiting.Count: > 0 };
        if (schedule.At is not { } at)
        {
            if (waits || schedule.NextAt is not null)
                wrong($"next {schedule.NextAt}, {schedule.Waiting.Count} wait with {schedule.Active} active, but no entry of the due index");
            return;
        }

        if (schedule.Paused && schedule.NextAt is not null)
            wrong("paused, but something is next");
        if (at <= rows.Head.DueWatermark)
            wrong($"its entry at {at} is not behind the watermark {rows.Head.DueWatermark}");
        if (!rows.Entries.GetValueOrDefault(LineId.Due, []).Any(entry => entry.At == at && entry.Kind == EntryKind.Fire && entry.JobId == schedule.Id))
            wrong($"its entry of the due index at {at} is gone");
    }
}
