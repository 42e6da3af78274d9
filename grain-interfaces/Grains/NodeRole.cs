namespace JobScheduler;

/// <summary>What a node is there for.</summary>
public enum NodeRole
{
    /// <summary>It owns partitions and runs attempts.</summary>
    Silo,

    /// <summary>It serves the API only.</summary>
    Gateway,
}
