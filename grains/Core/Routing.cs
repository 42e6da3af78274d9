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
    public static ushort Hash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (ushort)(StableHash.Mix(StableHash.Add(StableHash.Basis, key)) >> 48);
    }

    /// <summary>The partition in which the row of a queue or a schedule lies, or a job with this key.</summary>
    /// <param name="key">A name or a key.</param>
    /// <param name="partitions">Number of partitions of the store, 1 to 65536.</param>
    public static int PartitionOf(string key, int partitions) => PartitionOf(Hash(key), partitions);

    /// <summary>The partition of a hash.</summary>
    /// <param name="hash">A routing key's hash.</param>
    /// <param name="partitions">Number of partitions of the store, 1 to 65536.</param>
    public static int PartitionOf(ushort hash, int partitions) => (int)((long)hash * partitions >> 16);
}
