namespace JobScheduler;

/// <summary>A job type: one that a node knows, or one that has jobs.</summary>
public sealed record JobTypeInfo
{
    /// <summary>The name jobs are submitted under. An alias is a type of its own here if it has jobs.</summary>
    public required string Name { get; init; }

    /// <summary>A sentence for people about what its jobs do; null if its registration says none.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// JSON schema (draft 2020-12) of its payload, an object; null if its handler takes none, if it cannot be described, or if no node that
    /// can be reached knows the type. It says what the payload is read as; a validator may refuse more.
    /// </summary>
    public RawJson? PayloadSchema { get; init; }

    /// <summary>The queue its jobs go to unless they say otherwise.</summary>
    public required string Queue { get; init; }

    /// <summary>Attempts its jobs have unless they say otherwise.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Nodes that have a handler for it and do not drain, in ordinal order; none: its jobs wait.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Its jobs.</summary>
    public required StateCounts Counts { get; init; }
}
