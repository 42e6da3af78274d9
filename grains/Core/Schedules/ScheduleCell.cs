using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core.Schedules;

/// <summary>A schedule in memory: its row with all changes decided so far, its compiled times, and which jobs of it are known not to be terminal.</summary>
internal sealed class ScheduleCell
{
    private readonly Dictionary<string, bool> _jobs = new(StringComparer.Ordinal);
    private ScheduleSpec? _compiled;
    private ScheduleTimes? _times;

    internal ScheduleCell(ScheduleRecord record, IEnumerable<string> jobs, bool allJobs)
    {
        Record = record;
        AllJobsKnown = allJobs;
        foreach (var job in jobs)
            _jobs.Add(job, true);
    }

    internal ScheduleRecord Record { get; set; }

    internal string Id => Record.Id;

    /// <summary>Its definition, new or changed, is part of the batch that is being decided.</summary>
    internal bool DefinitionChanged { get; set; }

    /// <summary>It is part of the batch that is being decided.</summary>
    internal bool Dirty { get; set; }

    /// <summary>A job that is not known is terminal.</summary>
    internal bool AllJobsKnown { get; }

    /// <summary>Missed occurrences up to here fire: that was decided when the first of them was.</summary>
    internal long CatchUpThrough { get; set; } = long.MinValue;

    internal IEnumerable<string> ActiveJobs => _jobs.Where(job => job.Value).Select(job => job.Key);

    internal ScheduleTimes Times
    {
        get
        {
            if (_times is null || !ReferenceEquals(_compiled, Record.Spec))
                (_compiled, _times) = (Record.Spec, new ScheduleTimes(Record.Id, Record.Spec));
            return _times;
        }
    }

    internal bool Knows(string jobId) => AllJobsKnown || _jobs.ContainsKey(jobId);

    internal bool IsActive(string jobId) => _jobs.GetValueOrDefault(jobId);

    internal void Learn(string jobId, bool active)
    {
        if (AllJobsKnown && !active)
            _jobs.Remove(jobId);
        else
            _jobs[jobId] = active;
    }
}
