using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core.Schedules;

/// <summary>Shows schedules as callers see them.</summary>
public static class ScheduleSnapshots
{
    /// <summary>A row as a snapshot.</summary>
    /// <param name="record">The row.</param>
    public static ScheduleSnapshot Of(ScheduleRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Of(record, new ScheduleTimes(record.Id, record.Spec));
    }

    /// <summary>A row as a snapshot.</summary>
    /// <param name="record">The row.</param>
    /// <param name="times">Its compiled definition.</param>
    public static ScheduleSnapshot Of(ScheduleRecord record, ScheduleTimes times)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(times);
        return new ScheduleSnapshot
        {
            Id = record.Id,
            Definition = record.Spec,
            Description = times.Description,
            Runs = record.Runs,
            Paused = record.Paused,
            Note = record.Note,
            PausedBy = record.PausedBy,
            PausedAt = Time(record.PausedAt),
            NextRunAt = Time(record.NextAt is { } next ? times.NextRun(next - 1) : null),
            LastRunAt = Time(record.LastRunAt),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAt),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(record.UpdatedAt),
            Version = record.Version,
            ActiveJobs = record.Active,
            Waiting = record.Waiting.Count,
        };
    }

    /// <summary>A decision as it is shown.</summary>
    /// <param name="stored">The decision and its job's row.</param>
    /// <param name="state">The job's state as shown, or null.</param>
    public static ScheduleRun Of(DecisionRecord stored, JobState? state)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new ScheduleRun
        {
            Decision = stored.Decision,
            NominalAt = DateTimeOffset.FromUnixTimeMilliseconds(stored.NominalAt),
            Until = Time(stored.Until),
            Count = stored.Count,
            DecidedAt = DateTimeOffset.FromUnixTimeMilliseconds(stored.DecidedAt),
            Reason = stored.Reason,
            JobId = stored.JobId,
            JobState = state,
        };
    }

    private static DateTimeOffset? Time(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
