using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <content>Reads of schedules for people.</content>
public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<ScheduleRecord?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken) =>
        ReadAsync(() => PartitionOf(scheduleId).Schedules.GetValueOrDefault(scheduleId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<ScheduleRecord>>(
            () =>
            [
                .. _partitions.SelectMany(rows => rows.Schedules.Values)
                    .Where(schedule => after is null || string.CompareOrdinal(schedule.Id, after) > 0)
                    .OrderBy(schedule => schedule.Id, StringComparer.Ordinal)
                    .Take(limit),
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredDecision>> ListDecisionsAsync(string scheduleId, int limit, long? before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<StoredDecision>>(
            () =>
            {
                if (!PartitionOf(scheduleId).Decisions.TryGetValue(scheduleId, out var decisions))
                    return [];
                return
                [
                    .. decisions.Values.Reverse()
                        .Where(decision => before is null || decision.Number < before)
                        .Take(limit)
                        .Select(decision => new StoredDecision(decision, decision.JobId is { } id ? FindListed(id) : null)),
                ];
            },
            cancellationToken);
    }

    private MemoryPartition PartitionOf(string scheduleId) => _partitions[Routing.PartitionOf(scheduleId, _partitions.Length)];

    private JobRecord? FindListed(string jobId) =>
        JobIds.TryGetPartition(jobId, _partitions.Length, out var partition) && _partitions[partition].Jobs.TryGetValue(jobId, out var job)
            ? Listed(job)
            : null;
}
