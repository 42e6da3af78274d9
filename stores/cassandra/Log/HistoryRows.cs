using JobScheduler.Grains.Core;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>A row to put into the history.</summary>
/// <param name="Row">The job as it is live.</param>
/// <param name="Seq">The seq of the commit that ended it.</param>
/// <param name="Attempts">Its older attempts.</param>
/// <param name="Ttl">Seconds it is kept; 0: for ever.</param>
internal sealed record HistoryRow(StoredRow Row, long Seq, IReadOnlyList<byte[]> Attempts, int Ttl)
{
    /// <summary>About how large it is.</summary>
    public int Bytes => Row.Spec.Length + Row.Changes.Length + (Row.Payload?.Length ?? 0) + (Row.Result?.Length ?? 0) + Attempts.Sum(each => each.Length);
}

/// <summary>Jobs that ended, as the archiver copied them. They lie by shard and minute of submission, both parts of the id.</summary>
internal sealed class HistoryRows(CassandraConnection connection)
{
    private const int IdsPerRead = 50;
    private const int RowsPerBatch = 100;
    private const int BytesPerBatch = 512 * 1024;
    private const int MinuteMs = 60 * 1000;

    // Of the 16 bits of the id's hash: 64 shards. Stored rows depend on both: they never change.
    private const int ShardShift = 10;

    /// <summary>The newest row of each of these jobs; what is not there is absent.</summary>
    public async Task<Dictionary<string, StoredRow>> ReadAsync(IEnumerable<string> ids, bool brief, CancellationToken cancellationToken)
    {
        var cql = brief ? Cql.ReadHistoryBrief : Cql.ReadHistory;
        var reads = await Task.WhenAll(ids.Where(id => JobIds.TryParse(id, out _, out _)).GroupBy(PlaceOf)
            .SelectMany(place => place.Chunk(IdsPerRead).Select(some => connection.ReadAsync(
                connection.Bind(cql, place.Key.Shard, place.Key.Minute, some), int.MaxValue, cancellationToken)))).ConfigureAwait(false);
        var newest = new Dictionary<string, StoredRow>(StringComparer.Ordinal);
        foreach (var row in reads.SelectMany(rows => rows))
            newest.TryAdd(row.GetValue<string>(0), From(row, brief));
        return newest;
    }

    /// <summary>Puts rows, those of a place together.</summary>
    public Task PutAsync(IEnumerable<HistoryRow> rows, CancellationToken cancellationToken) =>
        Task.WhenAll(rows.GroupBy(each => PlaceOf(each.Row.JobId)).SelectMany(place => Batches(place).Select(
            some => connection.WriteAsync(Batch(place.Key, some), cancellationToken))));

    /// <summary>Removes the rows of a job up to a seq.</summary>
    public Task DeleteAsync(string jobId, long upTo, CancellationToken cancellationToken)
    {
        var (shard, minute) = PlaceOf(jobId);
        return connection.WriteAsync(connection.Bind(Cql.DeleteHistory, shard, minute, jobId, upTo), cancellationToken);
    }

    private static (int Shard, long Minute) PlaceOf(string jobId) =>
        JobIds.TryParse(jobId, out var hash, out var submittedAt) ? (hash >> ShardShift, submittedAt / MinuteMs) : throw new ArgumentException($"{jobId} is no job's id.", nameof(jobId));

    private static StoredRow From(Row row, bool brief)
    {
        var stored = StoredRow.From(row, brief) with { HistorySeq = row.GetValue<long>("seq") };
        return brief ? stored : stored with { Attempts = [.. row.GetValue<IEnumerable<byte[]>>("attempts") ?? []] };
    }

    private static IEnumerable<List<HistoryRow>> Batches(IEnumerable<HistoryRow> rows)
    {
        var (batch, bytes) = (new List<HistoryRow>(), 0);
        foreach (var row in rows)
        {
            if (batch.Count == RowsPerBatch || (batch.Count > 0 && bytes + row.Bytes > BytesPerBatch))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(row);
            bytes += row.Bytes;
        }

        yield return batch;
    }

    private IStatement Batch((int Shard, long Minute) place, List<HistoryRow> rows)
    {
        if (rows.Count == 1)
            return Bind(rows[0]);
        var batch = new BatchStatement();
        batch.SetBatchType(BatchType.Unlogged);
        foreach (var row in rows)
            batch.Add(Bind(row));
        return batch;

        BoundStatement Bind(HistoryRow each) => connection.Bind(
            Cql.PutHistory, place.Shard, place.Minute, each.Row.JobId, each.Seq, each.Row.Sequence, each.Row.Spec, each.Row.Changes,
            each.Row.Payload.Blob(), each.Row.Result.Blob(), each.Row.PayloadSeq, each.Row.ResultSeq, each.Attempts, each.Ttl);
    }
}
