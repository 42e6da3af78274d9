namespace JobScheduler.Cluster.Assignment;

/// <summary>Where each partition belongs and where each node is, as this silo knows it. Written by its keeper, read by placement. Thread-safe.</summary>
/// <param name="membership">The silos.</param>
internal sealed class ClusterMap(IClusterMembershipService membership)
{
    private volatile IReadOnlyList<string> _owners = [];

    /// <summary>How many partitions there are; 0: not known yet.</summary>
    public int Partitions { get; set; }

    /// <summary>The name of each partition's owner; empty: not known.</summary>
    public IReadOnlyList<string> Owners
    {
        get => _owners;
        set => _owners = value;
    }

    /// <summary>The active silos by name; of those of one name, the newest.</summary>
    public IReadOnlyDictionary<string, SiloAddress> Active => membership.CurrentSnapshot.Members.Values
        .Where(member => member.Status == SiloStatus.Active).GroupBy(member => member.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.MaxBy(member => member.SiloAddress.Generation)!.SiloAddress, StringComparer.Ordinal);

    /// <summary>Where a partition belongs; null: not known, or its owner is not active.</summary>
    /// <param name="partition">The partition.</param>
    public SiloAddress? OwnerOf(int partition)
    {
        var owners = _owners;
        return partition < owners.Count ? SiloOf(owners[partition]) : null;
    }

    /// <summary>Where a node is; null: none of this name is active.</summary>
    /// <param name="node">Its name.</param>
    public SiloAddress? SiloOf(string node)
    {
        SiloAddress? newest = null;
        foreach (var member in membership.CurrentSnapshot.Members.Values)
        {
            if (member.Status == SiloStatus.Active && member.Name == node && (newest is null || member.SiloAddress.Generation > newest.Generation))
                newest = member.SiloAddress;
        }

        return newest;
    }
}
