using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>What is kept apart of a row.</summary>
internal enum PayloadPart : sbyte
{
    /// <summary>The payload.</summary>
    Payload = 0,

    /// <summary>The result.</summary>
    Result = 1,

    /// <summary>The logs of a job that ended: see <see cref="LogRows"/>.</summary>
    Log = 2,
}

/// <summary>A large text of a row that a commit is going to name.</summary>
/// <param name="Key">The job's id, or see <see cref="Names"/>.</param>
/// <param name="Part">Which of the two.</param>
/// <param name="Seq">The seq that the commit makes.</param>
/// <param name="Text">The text.</param>
internal sealed record LargeText(string Key, PayloadPart Part, long Seq, RawJson Text);

/// <summary>
/// Large payloads and results, in pieces: one mutation must fit into half a segment of the commit log, 16 MiB. They are written, by
/// plain writes, before the commit that names them by its seq; so what a commit names is there, and is never another's.
/// </summary>
internal sealed class PayloadPieces(CassandraConnection connection)
{
    private const int PieceBytes = 1024 * 1024;
    private const int PiecesPerRead = 4;

    public static bool IsLarge(RawJson? text) => text is { Length: > StoreLimits.InlinePayloadBytes };

    public Task PutAsync(LargeText large, CancellationToken cancellationToken)
    {
        var pieces = (large.Text.Length + PieceBytes - 1) / PieceBytes;
        return Task.WhenAll(Enumerable.Range(0, pieces).Select(piece =>
        {
            var bytes = large.Text.Utf8.Slice(piece * PieceBytes, Math.Min(PieceBytes, large.Text.Length - (piece * PieceBytes))).ToArray();
            return connection.WriteAsync(connection.Bind(Cql.PutPiece, large.Key, (sbyte)large.Part, large.Seq, piece, bytes), cancellationToken);
        }));
    }

    /// <exception cref="InvalidDataException">It is gone.</exception>
    public async Task<RawJson> ReadAsync(string key, PayloadPart part, long seq, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        var rows = await connection.ReadAsync(
            connection.Bind(Cql.ReadPieces, key, (sbyte)part, seq), int.MaxValue, cancellationToken, PiecesPerRead).ConfigureAwait(false);
        foreach (var row in rows)
            text.Write(row.GetValue<byte[]>(0));
        return text.Length > 0 ? RawJson.FromTrusted(text.ToArray()) : throw new InvalidDataException($"The {part} of {key} is gone.");
    }

    /// <summary>Removes all versions up to a seq.</summary>
    public Task DeleteAsync(string key, long upTo, CancellationToken cancellationToken) => Task.WhenAll(
        connection.WriteAsync(connection.Bind(Cql.DeletePieces, key, (sbyte)PayloadPart.Payload, upTo), cancellationToken),
        connection.WriteAsync(connection.Bind(Cql.DeletePieces, key, (sbyte)PayloadPart.Result, upTo), cancellationToken));
}
