using System.Collections.Concurrent;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Index;

/// <summary>
/// Writes the index of lists: plain writes in unlogged batches, and the directory that says which partitions of the index there are. Rows
/// are there before the commit of their job, so a job that is committed is found; a row without a job is passed over.
/// </summary>
internal sealed class IndexWriter(CassandraConnection connection, TimeProvider clock)
{
    private const int RowsPerBatch = 500;

    // Few rows of several partitions share a request, below what servers warn of (batch_size_warn_threshold 5 KiB and
    // unlogged_batch_across_partitions_warn_threshold 10 in cassandra.yaml); neither holds for rows of one partition.
    private const int MostPartitions = 10;
    private const int MostMixedBytes = 4 * 1024;
    private const int RowBytes = 64;

    private const int MostTouched = 100_000;

    /// <summary>How long a bucket counts as touched without being touched again; see <see cref="IndexDirectory.SettledMs"/>.</summary>
    private const long TouchEveryMs = 10 * 60 * 1000;

    private readonly ConcurrentDictionary<(Bucket Bucket, int Shard), long> _touched = new();

    /// <summary>Puts rows of one partition's jobs.</summary>
    /// <exception cref="Grains.Storage.StoreUnavailableException">Not all were written.</exception>
    public async Task PutAsync(int partition, IReadOnlyCollection<IndexRow> rows, CancellationToken cancellationToken)
    {
        // The directory first: a row that no list can reach would be lost.
        var shard = Facets.ShardOf(partition);
        await TouchAsync(shard, rows.Select(BucketOf).Distinct(), cancellationToken).ConfigureAwait(false);
        await WriteAsync(Cql.PutIndex, shard, rows, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes rows of one partition's jobs.</summary>
    /// <exception cref="Grains.Storage.StoreUnavailableException">Not all were deleted.</exception>
    public Task DeleteAsync(int partition, IEnumerable<IndexRow> rows, CancellationToken cancellationToken) =>
        WriteAsync(Cql.DeleteIndex, Facets.ShardOf(partition), rows, cancellationToken);

    private static Bucket BucketOf(IndexRow row) => new(row.Facet, row.Value, Facets.BucketOf(row.Facet, row.At));

    private Task WriteAsync(string cql, int shard, IEnumerable<IndexRow> rows, CancellationToken cancellationToken) =>
        Task.WhenAll(Batches(rows).Select(batch => SendAsync(
            batch.Select(row => connection.Bind(cql, row.Facet, row.Value, Facets.BucketOf(row.Facet, row.At), shard, row.At, row.JobId)), cancellationToken)));

    private static IEnumerable<IReadOnlyList<IndexRow>> Batches(IEnumerable<IndexRow> rows)
    {
        var (mixed, partitions, bytes) = (new List<IndexRow>(), 0, 0);
        foreach (var some in rows.GroupBy(BucketOf).SelectMany(bucket => bucket.Chunk(RowsPerBatch)))
        {
            var size = some.Length * (RowBytes + some[0].Value.Length);
            if (size > MostMixedBytes / 2)
            {
                yield return some;
                continue;
            }

            if (partitions == MostPartitions || bytes + size > MostMixedBytes)
            {
                yield return mixed;
                (mixed, partitions, bytes) = ([], 0, 0);
            }

            mixed.AddRange(some);
            partitions++;
            bytes += size;
        }

        if (mixed.Count > 0)
            yield return mixed;
    }

    private async Task TouchAsync(int shard, IEnumerable<Bucket> buckets, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var untouched = buckets.Where(bucket => !(_touched.TryGetValue((bucket, shard), out var at) && now - at < TouchEveryMs)).ToArray();
        await Task.WhenAll(untouched.Chunk(MostPartitions).Select(some => SendAsync(
            some.Select(bucket => connection.Bind(Cql.TouchBucket, bucket.Facet, bucket.Value, bucket.Number, shard, now, long.MinValue)), cancellationToken))).ConfigureAwait(false);
        if (_touched.Count + untouched.Length > MostTouched)
            _touched.Clear();
        foreach (var bucket in untouched)
            _touched[(bucket, shard)] = now;
    }

    private Task SendAsync(IEnumerable<BoundStatement> statements, CancellationToken cancellationToken)
    {
        var all = statements.ToList();
        if (all.Count == 1)
            return connection.WriteAsync(all[0], cancellationToken);
        var batch = new BatchStatement();
        batch.SetBatchType(BatchType.Unlogged);
        all.ForEach(statement => batch.Add(statement));
        return connection.WriteAsync(batch, cancellationToken);
    }

    /// <summary>A partition of the index but for its shard.</summary>
    private readonly record struct Bucket(string Facet, string Value, long Number);
}
