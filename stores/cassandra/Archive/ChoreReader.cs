using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <summary>Some chores, in order.</summary>
/// <param name="Chores">They.</param>
/// <param name="Through">Up to here there are no others.</param>
/// <param name="More">There may be more after it.</param>
internal sealed record ChorePage(IReadOnlyList<Chore> Chores, Position Through, bool More);

/// <summary>Reads the chores of a partition, in order.</summary>
internal sealed class ChoreReader(CassandraConnection connection)
{
    /// <summary>Those after a place.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">The place.</param>
    /// <param name="head">Chores of commits up to here are certain to be read, if no more rows are left than <paramref name="limit"/>.</param>
    /// <param name="limit">Rows; one holds all jobs that a commit ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ChorePage> ReadAsync(int partition, Position after, long head, int limit, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            connection.Bind(Cql.ReadChores, partition, RowKind.Chore, after.At, after.Order, limit), limit, cancellationToken).ConfigureAwait(false);
        var chores = rows.SelectMany(ChoreRow.Read).Where(chore => chore.At > after).ToList();
        var more = rows.Count == limit;
        var last = chores.Count == 0 ? after : chores[^1].At;
        return new(chores, more || last.At > head ? last : new(head, long.MaxValue), more);
    }
}
