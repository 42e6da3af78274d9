namespace JobScheduler;

/// <summary>A job type as a node that knows it describes it.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobTypeDescription")]
public sealed record JobTypeDescription
{
    /// <summary>The name or alias that was asked for.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>A sentence for people, or null.</summary>
    [Id(1)]
    public string? Description { get; init; }

    /// <summary>JSON schema of its payload, or null.</summary>
    [Id(2)]
    public RawJson? PayloadSchema { get; init; }

    /// <summary>The queue of its jobs.</summary>
    [Id(3)]
    public required string Queue { get; init; }

    /// <summary>Attempts of its jobs.</summary>
    [Id(4)]
    public int MaxAttempts { get; init; }

    /// <summary>The name is an old one of this type; null: it is none.</summary>
    [Id(5)]
    public string? AliasOf { get; init; }
}
