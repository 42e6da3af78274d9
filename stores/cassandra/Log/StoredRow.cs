using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>A job's row as it is stored, live or in the history.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Sequence">Its number of submission.</param>
/// <param name="Spec">Its spec, without the payload.</param>
/// <param name="Changes">What changes of it, without the result.</param>
/// <param name="PayloadSeq">Under which seq a large payload lies; else <see cref="NotApart"/>.</param>
/// <param name="ResultSeq">Under which seq a large result lies; else <see cref="NotApart"/> or <see cref="NoResult"/>.</param>
/// <param name="Payload">A small payload, if it was read.</param>
/// <param name="Result">A small result, if it was read. It counts only while <paramref name="ResultSeq"/> says so.</param>
internal sealed record StoredRow(
    string JobId, long Sequence, byte[] Spec, byte[] Changes, long PayloadSeq, long ResultSeq, RawJson? Payload, RawJson? Result)
{
    /// <summary>It lies in the row.</summary>
    public const long NotApart = -1;

    /// <summary>There is none. Clearing the column instead would leave a tombstone at every update.</summary>
    public const long NoResult = -2;

    /// <summary>Of a row of the history: the seq of the commit that ended it.</summary>
    public long? HistorySeq { get; init; }

    /// <summary>Of a row of the history: the older attempts.</summary>
    public IReadOnlyList<byte[]> Attempts { get; init; } = [];

    /// <summary>Reads a row: id, sequence, spec, changes, payload_seq, result_seq, and then payload and result.</summary>
    public static StoredRow From(Row row, bool brief) => new(
        row.GetValue<string>(0), row.GetValue<long>(1), row.GetValue<byte[]>(2), row.GetValue<byte[]>(3), row.GetValue<long>(4), row.GetValue<long>(5),
        brief ? null : Blobs.Json(row.GetValue<byte[]>(6)), brief ? null : Blobs.Json(row.GetValue<byte[]>(7)));

    /// <summary>The job without what lies apart.</summary>
    public JobRecord Decode(RowTexts? texts = null) => Decode(RowCodec.ReadSpec(Spec, Payload, out _, texts), Result, false, texts);

    public JobRecord Decode(JobSpec spec, RawJson? result, bool omitted, RowTexts? texts)
    {
        _ = JobIds.TryParse(JobId, out _, out var submittedAt);
        return RowCodec.ReadJob(Changes, new(JobId, Sequence, submittedAt, spec, result, omitted), texts);
    }
}
