namespace JobScheduler.Grains.Node;

/// <summary>What a node knows of its cluster at one moment. Never changes; a newer one replaces it.</summary>
public sealed record ClusterState
{
    /// <summary>No other node is known, and this one owns everything.</summary>
    public static ClusterState Alone { get; } = new();

    /// <summary>The other nodes, in ordinal order of their names.</summary>
    public IReadOnlyList<NodeSnapshot> Others { get; init; } = [];

    /// <summary>Job types that other nodes handle, each with the names of those of them that do not drain; never an empty list.</summary>
    public IReadOnlyDictionary<string, string[]> TypesElsewhere { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Why this node owns no partitions and is not ready; null: nothing is wrong.</summary>
    public string? Problem { get; init; }

    /// <summary>How many partitions this node is to serve; null: all.</summary>
    public int? Assigned { get; init; }
}
