using System.Runtime.CompilerServices;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Index;

/// <summary>A partition of the index that exists.</summary>
/// <param name="Facet">Facet.</param>
/// <param name="Value">Value.</param>
/// <param name="Bucket">Where in time.</param>
/// <param name="Shard">Which part.</param>
/// <param name="TouchedAt">When somebody last was about to put rows there, Unix milliseconds.</param>
/// <param name="FromAt">There are no rows before this.</param>
/// <param name="Written">The server's timestamp of the touch, microseconds.</param>
internal sealed record IndexBucket(string Facet, string Value, long Bucket, int Shard, long TouchedAt, long FromAt, long Written);

/// <summary>
/// Which partitions of the index there are, so that a list probes no empty ones, and where they begin, so that it does not cross what
/// retention removed. It forgets by the timestamp of the touch it saw: a touch that comes in between wins.
/// </summary>
internal sealed class IndexDirectory(CassandraConnection connection, TimeProvider clock)
{
    /// <summary>A bucket that nobody touched for so long gets no rows from writers that touched it before: they touch it every ten minutes.</summary>
    public const long SettledMs = 60 * 60 * 1000;

    private const long LeastMoveMs = 60 * 1000;
    private const int PerRead = 200;

    /// <summary>The buckets of a value between two, newest or oldest first.</summary>
    public async IAsyncEnumerable<IndexBucket> ReadAsync(
        string facet, string value, long lowest, long highest, bool newestFirst, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cql = newestFirst ? Cql.BucketsDown : Cql.BucketsUp;
        while (lowest <= highest)
        {
            var rows = await connection.ReadAsync(
                connection.Bind(cql, facet, value, highest, lowest), PerRead, cancellationToken).ConfigureAwait(false);

            // All shards of a bucket come together: the last bucket of a full read is read again with the next.
            var last = rows.Count == PerRead ? rows[^1].GetValue<long>(0) : (long?)null;
            foreach (var row in rows.Where(row => row.GetValue<long>(0) != last))
                yield return new(facet, value, row.GetValue<long>(0), row.GetValue<int>(1), row.GetValue<long>(2), row.GetValue<long>(3), row.GetValue<long>(4));
            if (last is not { } rest)
                yield break;
            (lowest, highest) = newestFirst ? (lowest, rest) : (rest, highest);
        }
    }

    /// <summary>A reader that began where the bucket does found its first row, or none.</summary>
    public async Task NoteAsync(IndexBucket bucket, long? first, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow().ToUnixTimeMilliseconds() - bucket.TouchedAt < SettledMs)
            return;
        if (first is { } at && (bucket.FromAt != long.MinValue && at - bucket.FromAt < LeastMoveMs))
            return;
        var write = first is { } from
            ? connection.Bind(Cql.MoveBucket, bucket.Written, from, bucket.Facet, bucket.Value, bucket.Bucket, bucket.Shard)
            : connection.Bind(Cql.DropBucket, bucket.Written, bucket.Facet, bucket.Value, bucket.Bucket, bucket.Shard);
        try
        {
            await connection.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // Only saves the next reader some work.
        }
    }
}
