using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// Prepared statements with the consistency that all of this rests on: conditions and the rows they decide on are agreed by a quorum of
/// the local data centre. No conditional write is ever repeated by the driver, nor sent twice in parallel.
/// </summary>
internal static class Statements
{
    /// <summary>How long one request may take, above the server's own time-outs of 1 to 5 s.</summary>
    private const int RequestMilliseconds = 6_000;

    public static IStatement Conditional(PreparedStatement statement, params object?[] values) =>
        statement.Bind(values)
            .SetConsistencyLevel(ConsistencyLevel.LocalQuorum)
            .SetSerialConsistencyLevel(ConsistencyLevel.LocalSerial)
            .SetRetryPolicy(FallthroughRetryPolicy.Instance)
            .SetIdempotence(false)
            .SetReadTimeoutMillis(RequestMilliseconds);

    /// <summary>A read that sees every write that was answered, and settles those that are under way.</summary>
    public static IStatement SerialRead(PreparedStatement statement, params object?[] values) =>
        Read(statement, ConsistencyLevel.LocalSerial, values);

    /// <summary>A read that sees every write that was answered.</summary>
    public static IStatement QuorumRead(PreparedStatement statement, params object?[] values) =>
        Read(statement, ConsistencyLevel.LocalQuorum, values);

    /// <summary>What a conditional write on <c>etag</c> was answered.</summary>
    /// <param name="rows">The answer.</param>
    /// <param name="wanted">The ETag after the write, null for a removal.</param>
    public static Settled Answer(RowSet rows, string? wanted)
    {
        var row = rows.First();
        return row.GetValue<bool>("[applied]") ? new(true, wanted) : new(false, ETagOf(row));
    }

    /// <summary>Null if there is no row, or none with an ETag.</summary>
    public static string? ETagOf(Row? row) => row?.GetColumn("etag") is null ? null : row.GetValue<string?>("etag");

    /// <summary>All rows of a read, page by page.</summary>
    public static async Task<List<Row>> AllRowsAsync(this ISession session, IStatement statement)
    {
        var all = new List<Row>();
        statement.SetAutoPage(false);
        while (true)
        {
            var page = await session.ExecuteAsync(statement);
            var next = page.PagingState;
            all.AddRange(page);
            if (next is null)
                return all;
            statement.SetPagingState(next);
        }
    }

    private static IStatement Read(PreparedStatement statement, ConsistencyLevel level, object?[] values) =>
        statement.Bind(values).SetConsistencyLevel(level).SetIdempotence(true).SetReadTimeoutMillis(RequestMilliseconds);
}
