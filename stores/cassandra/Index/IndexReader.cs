using System.Runtime.CompilerServices;

namespace JobScheduler.Stores.Cassandra.Index;

/// <summary>A place in a walk along the index.</summary>
/// <param name="At">The row's time.</param>
/// <param name="JobId">The job.</param>
internal readonly record struct IndexPlace(long At, string JobId)
{
    public static int Compare(IndexPlace left, IndexPlace right) =>
        left.At != right.At ? left.At.CompareTo(right.At) : string.CompareOrdinal(left.JobId, right.JobId);
}

/// <summary>What a walk covers.</summary>
/// <param name="Facet">Facet.</param>
/// <param name="Values">Any of these.</param>
/// <param name="NewestFirst">The direction.</param>
/// <param name="Low">Places above this.</param>
/// <param name="High">Places below this.</param>
/// <param name="Expected">About how many will be used: how far a page reads.</param>
internal sealed record IndexRange(string Facet, IReadOnlyList<string> Values, bool NewestFirst, IndexPlace Low, IndexPlace High, int Expected);

/// <summary>Walks along the index in order: the partitions of several values, buckets and shards are merged.</summary>
internal sealed class IndexReader(Connection.CassandraConnection connection, IndexDirectory directory)
{
    // So many partitions are read at the same time, whole buckets at least.
    private const int StreamsAtOnce = 16;
    private const int LeastPage = 16;
    private const int LargestPage = 500;

    public async IAsyncEnumerable<IndexPlace> ReadAsync(IndexRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IndexPlace.Compare(range.Low, range.High) >= 0)
            yield break;
        await foreach (var buckets in RoundsAsync(range, cancellationToken).ConfigureAwait(false))
        {
            var page = Math.Clamp(2 * range.Expected / buckets.Count, LeastPage, LargestPage);
            var streams = buckets.ConvertAll(bucket => new IndexStream(connection, directory, range, bucket, page));
            await Task.WhenAll(streams.Select(stream => stream.FillAsync(cancellationToken))).ConfigureAwait(false);
            var heads = new PriorityQueue<IndexStream, IndexPlace>(OrderOf(range.NewestFirst));
            heads.EnqueueRange(streams.Where(stream => stream.HasHead).Select(stream => (stream, stream.Head)));
            while (heads.TryDequeue(out var stream, out var place))
            {
                yield return place;
                if (await stream.MoveAsync(cancellationToken).ConfigureAwait(false))
                    heads.Enqueue(stream, stream.Head);
            }
        }
    }

    private static Comparer<IndexPlace> OrderOf(bool newestFirst) =>
        Comparer<IndexPlace>.Create(newestFirst ? static (x, y) => IndexPlace.Compare(y, x) : IndexPlace.Compare);

    /// <summary>The next buckets of all values, whole ones, enough to read side by side.</summary>
    private async IAsyncEnumerable<List<IndexBucket>> RoundsAsync(IndexRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (lowest, highest) = (Facets.BucketOf(range.Facet, range.Low.At), Facets.BucketOf(range.Facet, range.High.At));
        var sources = range.Values.Select(value => directory.ReadAsync(range.Facet, value, lowest, highest, range.NewestFirst, cancellationToken).GetAsyncEnumerator(cancellationToken)).ToList();
        try
        {
            var open = new List<IAsyncEnumerator<IndexBucket>>();
            foreach (var source in sources)
            {
                if (await source.MoveNextAsync().ConfigureAwait(false))
                    open.Add(source);
            }

            var round = new List<IndexBucket>();
            while (open.Count > 0)
            {
                var next = range.NewestFirst ? open.Max(source => source.Current.Bucket) : open.Min(source => source.Current.Bucket);
                for (var i = open.Count - 1; i >= 0; i--)
                {
                    if (!await TakeAsync(open[i], next, round).ConfigureAwait(false))
                        open.RemoveAt(i);
                }

                if (round.Count < StreamsAtOnce && open.Count > 0)
                    continue;
                yield return round;
                round = [];
            }
        }
        finally
        {
            foreach (var source in sources)
                await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes a value's part of a bucket; false: the value has no more.</summary>
    private static async Task<bool> TakeAsync(IAsyncEnumerator<IndexBucket> source, long bucket, List<IndexBucket> round)
    {
        while (source.Current.Bucket == bucket)
        {
            round.Add(source.Current);
            if (!await source.MoveNextAsync().ConfigureAwait(false))
                return false;
        }

        return true;
    }
}
