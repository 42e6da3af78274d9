namespace JobScheduler.Orleans.Cassandra;

/// <summary>A range of grain hashes inside one bucket, both ends included.</summary>
internal readonly record struct HashSlice(int Bucket, uint First, uint Last)
{
    /// <summary>Buckets of the ring; a bucket is a partition of the table.</summary>
    public const int Buckets = 256;

    private const int HashBitsOfABucket = 24;

    /// <summary>Neighbours in the ring share a bucket, so the range of a silo lies in few of them.</summary>
    public static int BucketOf(uint hash) => (int)(hash >> HashBitsOfABucket);

    /// <summary>
    /// The slices of a range of Orleans' ring: hashes over <paramref name="begin"/> up to <paramref name="end"/>, or, if begin is not below
    /// end, those over begin and those up to end. At most one slice more than there are buckets.
    /// </summary>
    public static IEnumerable<HashSlice> Of(uint begin, uint end)
    {
        if (begin < end)
            return Inside((long)begin + 1, end);
        return Inside((long)begin + 1, uint.MaxValue).Concat(Inside(0, end));
    }

    /// <summary>First is one too large for a hash if the range is empty.</summary>
    private static IEnumerable<HashSlice> Inside(long first, long last)
    {
        while (first <= last)
        {
            var bucket = BucketOf((uint)first);
            var end = Math.Min(last, ((long)(bucket + 1) << HashBitsOfABucket) - 1);
            yield return new(bucket, (uint)first, (uint)end);
            first = end + 1;
        }
    }
}
