using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <content>Reads of schedules.</content>
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<ScheduleRecord?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken) =>
        ListAsync(rows => ScheduleReader.Find(rows, scheduleId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ListAsync<IReadOnlyList<ScheduleRecord>>(rows => ScheduleReader.List(rows, limit, after), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDecision>> ListDecisionsAsync(string scheduleId, int limit, long? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ListAsync<IReadOnlyList<StoredDecision>>(rows => ScheduleReader.Decisions(rows, scheduleId, limit, before), cancellationToken);
    }

    private Dictionary<string, LoadedSchedule> LoadSchedules(RowReaders rows, int partition, LoadRequest request)
    {
        var schedules = new Dictionary<string, LoadedSchedule>(StringComparer.Ordinal);
        foreach (var id in request.ScheduleIds)
        {
            if (ScheduleLiesIn(id, partition) && !schedules.ContainsKey(id) && ScheduleReader.Load(rows, id, request.JobsPerSchedule) is { } schedule)
                schedules.Add(id, schedule);
        }

        return schedules;
    }

    private HashSet<ScheduleJobRecord> LoadScheduleJobs(RowReaders rows, int partition, LoadRequest request) =>
        [.. request.ScheduleJobs.Where(job => ScheduleLiesIn(job.ScheduleId, partition) && ScheduleReader.Has(rows, job))];

    private bool ScheduleLiesIn(string scheduleId, int partition) =>
        Routing.PartitionOf(scheduleId, Open.File.Info.Partitions) == partition;
}
