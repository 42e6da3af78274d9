namespace JobScheduler;

/// <summary>How many replicas must have a write before it is answered, and how many are asked by a read that must see it.</summary>
public enum CassandraConsistency
{
    /// <summary>
    /// A majority in the silos' own datacenter (LOCAL_QUORUM and LOCAL_SERIAL). All silos must be in that one datacenter: others may
    /// hold copies, but may not own partitions.
    /// </summary>
    LocalQuorum,

    /// <summary>A majority over all datacenters (QUORUM and SERIAL): silos of several datacenters may own partitions; every commit waits for the distance.</summary>
    Quorum,
}
