using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Queries;

namespace JobScheduler.Stores.Cassandra;

/// <content>Reads of schedules.</content>
public sealed partial class CassandraStore
{
    /// <inheritdoc/>
    public Task<ScheduleRecord?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken) =>
        new ScheduleReader(Open).FindAsync(scheduleId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new ScheduleReader(Open).ListAsync(limit, after, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDecision>> ListDecisionsAsync(string scheduleId, int limit, long? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return new ScheduleReader(Open).ListDecisionsAsync(scheduleId, limit, before, cancellationToken);
    }
}
