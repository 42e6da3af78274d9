using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>Reads schedules and their decisions.</summary>
internal sealed class ScheduleReader(OpenStore store)
{
    // Beyond what a partition keeps of a schedule: what it removes lies behind, and is not read.
    private const int DecisionsToSpare = 100;

    public async Task<ScheduleRecord?> FindAsync(string id, CancellationToken cancellationToken) => Names.IsText(id)
        ? (await store.Schedules.ReadAsync(PartitionOf(id), [id], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(id)
        : null;

    /// <summary>Each partition gives its first ids; the first of those are read whole.</summary>
    public async Task<IReadOnlyList<ScheduleRecord>> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        var connection = store.Parts.Connection;
        var names = await store.OfAllPartitionsAsync(partition => connection.ReadAsync(
            connection.Bind(Cql.ReadScheduleNames, partition, RowKind.Schedule, after ?? "", limit), limit, cancellationToken)).ConfigureAwait(false);
        var ids = names.SelectMany(rows => rows).Select(row => row.GetValue<string>(0)).Order(StringComparer.Ordinal).Take(limit).ToList();
        var found = await Task.WhenAll(
            ids.GroupBy(PartitionOf).Select(part => store.Schedules.ReadAsync(part.Key, part, cancellationToken))).ConfigureAwait(false);
        return [.. found.SelectMany(part => part.Values).OrderBy(schedule => schedule.Id, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<StoredDecision>> ListDecisionsAsync(string id, int limit, long? before, CancellationToken cancellationToken)
    {
        if (!Names.IsText(id))
            return [];
        var schedule = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        var lowest = schedule is null ? long.MinValue : schedule.NextDecision - 1 - PartitionCore.KeptDecisions - DecisionsToSpare;
        var connection = store.Parts.Connection;
        var rows = await connection.ReadAsync(
            connection.Bind(Cql.ReadDecisions, PartitionOf(id), RowKind.Decision, id, lowest, before ?? long.MaxValue, limit), limit, cancellationToken).ConfigureAwait(false);
        var decisions = rows.ConvertAll(row => RowCodec.ReadDecision(row.GetValue<byte[]>(0)));
        var ids = decisions.Select(decision => decision.JobId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var jobs = (await store.Lookup.FindAsync(
            ids, cancellationToken).ConfigureAwait(false)).OfType<JobRecord>().ToDictionary(job => job.JobId, StringComparer.Ordinal);
        return [.. decisions.Select(decision => new StoredDecision(decision, decision.JobId is { } job ? jobs.GetValueOrDefault(job) : null))];
    }

    private int PartitionOf(string id) => Routing.PartitionOf(id, store.Info.Partitions);
}
