using StableHash = JobScheduler.Grains.Core.StableHash;

namespace JobScheduler.Cluster.Assignment;

/// <summary>
/// Which silo is to own which partition: a pure function of their number and of the silos' names, so every silo that knows the same
/// others comes to the same answer without asking anybody.
/// </summary>
/// <remarks>
/// Rendezvous hashing (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM Transactions on Networking
/// 6(1), 1998) with quotas: each pair of a silo and a partition has a weight, and the pairs are taken from the heaviest down, as long as
/// the partition is free and the silo has room. Each silo gets P/N partitions, rounded down, and as many silos as there is a remainder
/// one more. When a silo joins or leaves, about P/N partitions move; the quotas make it a little more, see the tests.
/// </remarks>
internal static class PartitionAssignment
{
    /// <summary>The name of the owner of each partition.</summary>
    /// <param name="partitions">How many there are.</param>
    /// <param name="silos">The silos that may own partitions, in any order, each once. Empty: nobody owns anything.</param>
    public static IReadOnlyList<string> Of(int partitions, IEnumerable<string> silos)
    {
        var names = silos.Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
            return [];
        var (owners, counts) = (new string?[partitions], new int[names.Length]);
        var (least, extra) = (partitions / names.Length, partitions % names.Length);
        foreach (var (silo, partition) in ByWeight(partitions, names))
        {
            if (owners[partition] is not null || counts[silo] > least || (counts[silo] == least && extra == 0))
                continue;
            if (counts[silo] == least)
                extra--;
            counts[silo]++;
            owners[partition] = names[silo];
        }

        return owners!;
    }

    private static IEnumerable<(int Silo, int Partition)> ByWeight(int partitions, string[] names) =>
        from pair in names.SelectMany((name, silo) => Enumerable.Range(0, partitions).Select(partition => (silo, partition, Weight: Weight(name, partition))))
        orderby pair.Weight descending, pair.silo, pair.partition
        select (pair.silo, pair.partition);

    private static ulong Weight(string name, int partition) =>
        StableHash.Mix(StableHash.Mix(StableHash.Add(StableHash.Basis, name)) ^ ((ulong)(uint)partition * 0x9E3779B97F4A7C15));
}
