using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>Reads schedules: what changes with every occurrence, and the definition beside it.</summary>
internal sealed class ScheduleRows(CassandraConnection connection, PayloadPieces payloads)
{
    private const int SchedulesPerRead = 20;
    private static readonly sbyte[] Kinds = [RowKind.Schedule, RowKind.Definition];

    /// <summary>Schedules of one partition by id; what does not exist is absent.</summary>
    public async Task<Dictionary<string, ScheduleRecord>> ReadAsync(int partition, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var reads = await Task.WhenAll(ids.Chunk(SchedulesPerRead).Select(some => connection.ReadAsync(
            connection.Bind(Cql.ReadSchedules, partition, Kinds, some), Kinds.Length * some.Length, cancellationToken))).ConfigureAwait(false);
        var rows = reads.SelectMany(each => each).ToLookup(row => row.GetValue<sbyte>(0));
        var definitions = rows[RowKind.Definition].ToDictionary(row => row.GetValue<string>(1), StringComparer.Ordinal);
        var schedules = new Dictionary<string, ScheduleRecord>(StringComparer.Ordinal);
        foreach (var row in rows[RowKind.Schedule])
        {
            var id = row.GetValue<string>(1);
            schedules.Add(id, await ToRecordAsync(id, row.GetValue<byte[]>(2), definitions[id], cancellationToken).ConfigureAwait(false));
        }

        return schedules;
    }

    private async Task<ScheduleRecord> ToRecordAsync(string id, byte[] changes, Row definition, CancellationToken cancellationToken)
    {
        var seq = definition.GetValue<long>(5);
        var payload = seq != StoredRow.NotApart
            ? await payloads.ReadAsync(Names.PayloadOfSchedule(id), PayloadPart.Payload, seq, cancellationToken).ConfigureAwait(false)
            : Blobs.Json(definition.GetValue<byte[]>(6));
        return RowCodec.ReadScheduleChanges(
            changes, new() { Id = id, CreatedAt = definition.GetValue<long>(3), Spec = RowCodec.ReadDefinition(definition.GetValue<byte[]>(4), payload) });
    }
}
