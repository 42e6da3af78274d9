namespace JobScheduler.Grains.Core;

/// <summary>Where a job lies: 16-bit hash of its routing key, partition = hash * P >> 16.</summary>
public static class Routing
{
    /// <summary>The routing key's hash: of the concurrency key, else of the idempotency key; null when the job has neither.</summary>
    /// <param name="concurrencyKey">The job's, or null.</param>
    /// <param name="idempotencyKey">The job's, or null.</param>
    public static ushort? HashOfKeys(string? concurrencyKey, string? idempotencyKey) =>
        (concurrencyKey ?? idempotencyKey) is { } key ? Hash(key) : null;

    /// <summary>FNV-1a over UTF-8, 64 bits, mixed and folded to 16. Stored ids depend on it: it never changes.</summary>
    /// <param name="key">Any text.</param>
    /// <remarks>http://www.isthe.com/chongo/tech/comp/fnv/ ; the final mix is that of MurmurHash3 (fmix64).</remarks>
    public static ushort Hash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var hash = 14695981039346656037UL;
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in key.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            for (var i = 0; i < length; i++)
                hash = (hash ^ buffer[i]) * 1099511628211UL;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53UL;
        hash ^= hash >> 33;
        return (ushort)(hash >> 48);
    }

    /// <summary>The partition of a hash.</summary>
    /// <param name="hash">A routing key's hash.</param>
    /// <param name="partitions">Number of partitions of the store, 1 to 65536.</param>
    public static int PartitionOf(ushort hash, int partitions) => (int)((long)hash * partitions >> 16);
}
