namespace JobScheduler;

/// <summary>What answers requests, and how it is set up.</summary>
public sealed record ServerInfo
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>"embedded" or "orleans".</summary>
    public required string Engine { get; init; }

    /// <summary>The name of the node that answers; a gateway's is not among the nodes that run attempts.</summary>
    public required string Node { get; init; }

    /// <summary>True: the HTTP API that answered refuses whatever changes something.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How late first attempts may be before people are warned; nothing else depends on it.</summary>
    public TimeSpan LatenessTarget { get; init; }

    /// <summary>Where the Orleans Dashboard is served on the same address, for example <c>/orleans</c>; null: it is not.</summary>
    public string? OrleansDashboard { get; init; }

    /// <summary>Free space where the data lies; null if the store is not on a disk of this node.</summary>
    public long? DiskFreeBytes { get; init; }

    /// <summary>Its wall clock at this moment.</summary>
    public required DateTimeOffset Now { get; init; }
}
