namespace JobScheduler.Grains.Storage;

/// <summary>Reads of schedules for people and programs that do not own partitions: committed rows, perhaps a moment old.</summary>
public interface IScheduleQueries
{
    /// <summary>A schedule, or null. Any text is allowed as id.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ScheduleRecord?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken);

    /// <summary>Schedules in ordinal order of their ids, over all partitions.</summary>
    /// <param name="limit">At most this many, 1 to 500.</param>
    /// <param name="after">Only ids after this one, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(int limit, string? after, CancellationToken cancellationToken);

    /// <summary>Decisions of a schedule, newest first, each with the row (without payload and result) of the job it made.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="limit">At most this many, 1 to 500.</param>
    /// <param name="before">Only numbers below this one, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<StoredDecision>> ListDecisionsAsync(string scheduleId, int limit, long? before, CancellationToken cancellationToken);
}
