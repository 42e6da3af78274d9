using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <content>Schedules.</content>
internal sealed partial class MemoryPartition
{
    public Dictionary<string, ScheduleRecord> Schedules { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SortedDictionary<long, DecisionRecord>> Decisions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SortedSet<string>> ScheduleJobs { get; } = new(StringComparer.Ordinal);

    /// <summary>A schedule with its first jobs, or null.</summary>
    public LoadedSchedule? Schedule(string id, int jobs)
    {
        if (!Schedules.TryGetValue(id, out var schedule))
            return null;
        return new(schedule, ScheduleJobs.TryGetValue(id, out var all) ? [.. all.Take(jobs)] : []);
    }

    public bool Has(ScheduleJobRecord job) => ScheduleJobs.TryGetValue(job.ScheduleId, out var jobs) && jobs.Contains(job.JobId);

    private void ApplyToSchedule(Mutation mutation)
    {
        switch (mutation)
        {
            case PutSchedule { Schedule: var schedule }:
                Schedules[schedule.Id] = schedule;
                break;
            case UpdateSchedule { Schedule: var schedule }:
                var stored = Schedules[schedule.Id];
                Schedules[schedule.Id] = schedule with { Spec = stored.Spec, CreatedAt = stored.CreatedAt };
                break;
            case DeleteSchedule { ScheduleId: var id }:
                Schedules.Remove(id);
                Decisions.Remove(id);
                ScheduleJobs.Remove(id);
                break;
            case PutDecision put:
                if (!Decisions.TryGetValue(put.ScheduleId, out var decisions))
                    Decisions.Add(put.ScheduleId, decisions = []);
                decisions[put.Decision.Number] = put.Decision;
                break;
            case DeleteDecision delete:
                if (Decisions.TryGetValue(delete.ScheduleId, out var kept) && kept.Remove(delete.Number) && kept.Count == 0)
                    Decisions.Remove(delete.ScheduleId);
                break;
            case PutScheduleJob { Job: var job }:
                if (!ScheduleJobs.TryGetValue(job.ScheduleId, out var jobs))
                    ScheduleJobs.Add(job.ScheduleId, jobs = new(StringComparer.Ordinal));
                jobs.Add(job.JobId);
                break;
            case DeleteScheduleJob { Job: var job }:
                if (ScheduleJobs.TryGetValue(job.ScheduleId, out var active) && active.Remove(job.JobId) && active.Count == 0)
                    ScheduleJobs.Remove(job.ScheduleId);
                break;
            default:
                throw new InvalidOperationException($"Unknown mutation {mutation.GetType().Name}.");
        }
    }
}
