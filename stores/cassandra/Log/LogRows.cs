using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Logs of attempts: rows of the live partition until the job has ended, then copied among the payloads, where a log is the piece of
/// its attempt's number under the seq of the commit that ended the job. A job that is replayed leaves them there, so that its commit
/// need not carry them.
/// </summary>
internal sealed class LogRows(CassandraConnection connection)
{
    private const int JobsAtOnce = 20;

    /// <summary>What was logged in an attempt, or null: the live row counts, else the newest copy.</summary>
    public async Task<LoggedLines?> ReadAsync(int partition, string jobId, int attempt, CancellationToken cancellationToken)
    {
        var live = await connection.ReadAsync(
            connection.Bind(Cql.ReadValue, partition, RowKind.AttemptLog, jobId, (long)attempt), 1, cancellationToken).ConfigureAwait(false);
        if (live.Count > 0)
            return RowCodec.ReadLog(live[0].GetValue<byte[]>(0));
        var copies = await connection.ReadAsync(
            connection.Bind(Cql.ReadPieceNumbers, jobId, (sbyte)PayloadPart.Log), int.MaxValue, cancellationToken).ConfigureAwait(false);
        if (copies.FindLast(copy => copy.GetValue<int>(1) == attempt) is not { } newest)
            return null;
        var copy = await connection.ReadAsync(
            connection.Bind(Cql.ReadPiece, jobId, (sbyte)PayloadPart.Log, newest.GetValue<long>(0), attempt), 1, cancellationToken).ConfigureAwait(false);
        return copy.Count == 0 ? null : RowCodec.ReadLog(copy[0].GetValue<byte[]>(0));
    }

    /// <summary>Copies the logs of jobs that ended, before their live rows may go.</summary>
    /// <param name="partition">The jobs' partition.</param>
    /// <param name="jobs">The jobs, each with the seq of the commit that ended it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task CopyAsync(int partition, IEnumerable<(string JobId, long Seq)> jobs, CancellationToken cancellationToken)
    {
        foreach (var some in jobs.Chunk(JobsAtOnce))
            await Task.WhenAll(some.Select(job => CopyAsync(partition, job.JobId, job.Seq, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Removes the copies of a job up to a seq.</summary>
    public Task DeleteAsync(string jobId, long upTo, CancellationToken cancellationToken) =>
        connection.WriteAsync(connection.Bind(Cql.DeletePieces, jobId, (sbyte)PayloadPart.Log, upTo), cancellationToken);

    private async Task CopyAsync(int partition, string jobId, long seq, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            connection.Bind(Cql.ReadValues, partition, RowKind.AttemptLog, jobId), int.MaxValue, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(rows.Select(row => connection.WriteAsync(
            connection.Bind(Cql.PutPiece, jobId, (sbyte)PayloadPart.Log, seq, (int)row.GetValue<long>(0), row.GetValue<byte[]>(1)), cancellationToken))).ConfigureAwait(false);
    }
}
