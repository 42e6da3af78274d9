using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>Reads live jobs' rows, and makes jobs of rows.</summary>
internal sealed class JobRows(CassandraConnection connection, PayloadPieces payloads)
{
    private const int IdsPerRead = 50;

    /// <summary>Live rows of one partition by id; what is not live is absent.</summary>
    public async Task<Dictionary<string, StoredRow>> ReadLiveAsync(int partition, IEnumerable<string> ids, bool brief, CancellationToken cancellationToken)
    {
        var reads = await Task.WhenAll(ids.Chunk(IdsPerRead).Select(some => connection.ReadAsync(
            connection.Bind(brief ? Cql.ReadJobsBrief : Cql.ReadJobs, partition, RowKind.Job, some), some.Length, cancellationToken))).ConfigureAwait(false);
        return reads.SelectMany(rows => rows).Select(row => StoredRow.From(row, brief)).ToDictionary(row => row.JobId, StringComparer.Ordinal);
    }

    /// <summary>The older attempts of a live job, oldest first.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAttemptsAsync(int partition, string id, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            connection.Bind(Cql.ReadValues, partition, RowKind.Attempt, id), int.MaxValue, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row => row.GetValue<byte[]>(1));
    }

    /// <summary>Makes a job of its row, and reads what lies apart.</summary>
    public async ValueTask<JobRecord> ToRecordAsync(StoredRow row, JobDetail detail, CancellationToken cancellationToken, RowTexts? texts = null)
    {
        var spec = RowCodec.ReadSpec(row.Spec, detail == JobDetail.List ? null : row.Payload, out var length, texts);
        var apart = length > StoreLimits.InlinePayloadBytes;
        if (apart && detail == JobDetail.Whole)
            spec = spec with { Payload = await payloads.ReadAsync(
                row.JobId, PayloadPart.Payload, row.PayloadSeq, cancellationToken).ConfigureAwait(false) };
        var omitted = detail == JobDetail.List ? length > 0 : apart && detail == JobDetail.Page;
        var result = detail == JobDetail.List || omitted ? null : await ResultAsync(row, cancellationToken).ConfigureAwait(false);
        return row.Decode(spec, result, omitted, texts);
    }

    /// <summary>Makes jobs of their rows.</summary>
    public async Task<IReadOnlyList<JobRecord>> ToRecordsAsync(IEnumerable<StoredRow> rows, JobDetail detail, CancellationToken cancellationToken)
    {
        var jobs = new List<JobRecord>();
        var texts = new RowTexts();
        foreach (var row in rows)
            jobs.Add(await ToRecordAsync(row, detail, cancellationToken, texts).ConfigureAwait(false));
        return jobs;
    }

    private async ValueTask<RawJson?> ResultAsync(StoredRow row, CancellationToken cancellationToken) => row.ResultSeq switch
    {
        StoredRow.NoResult => null,
        StoredRow.NotApart => row.Result,
        var seq => await payloads.ReadAsync(row.JobId, PayloadPart.Result, seq, cancellationToken).ConfigureAwait(false),
    };
}
