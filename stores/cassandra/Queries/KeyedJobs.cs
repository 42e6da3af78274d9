using JobScheduler.Grains.Core;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Index;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>
/// Finds the jobs of idempotency keys by the keys' own rows, which live as long as their jobs: a key may have one in each scope, in any
/// partition. An index beside them would cost each submit two more writes, because nearly every key is another value.
/// </summary>
internal static class KeyedJobs
{
    /// <summary>Where the jobs of these keys stand in time, in no order.</summary>
    public static async Task<IReadOnlyList<IndexPlace>> FindAsync(OpenStore store, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (first, last) in keys.Select(Names.RangeOf))
        {
            foreach (var found in await store.OfAllPartitionsAsync(partition => ReadAsync(store, partition, first, last, cancellationToken)).ConfigureAwait(false))
                ids.UnionWith(found);
        }

        return [.. ids.Select(id => new IndexPlace(JobIds.TryParse(id, out _, out var submittedAt) ? submittedAt : 0, id))];
    }

    private static async Task<IEnumerable<string>> ReadAsync(OpenStore store, int partition, string first, string last, CancellationToken cancellationToken)
    {
        var connection = store.Parts.Connection;
        var rows = await connection.ReadAsync(
            connection.Bind(Cql.ReadNamedRange, partition, RowKind.Idempotency, first, last), int.MaxValue, cancellationToken).ConfigureAwait(false);
        return rows.Select(row => row.GetValue<string>(0));
    }
}
