namespace JobScheduler;

/// <summary>A node as it describes itself.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.NodeSnapshot")]
public sealed record NodeSnapshot
{
    /// <summary>Its name, as attempts show it.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Unique to this start of the process: tells it from an earlier one of the same name.</summary>
    [Id(1)]
    public required string Incarnation { get; init; }

    /// <summary>The program's version.</summary>
    [Id(2)]
    public string Version { get; init; } = "";

    /// <summary>"embedded" or "orleans".</summary>
    [Id(3)]
    public string Engine { get; init; } = "";

    /// <summary>What it is there for.</summary>
    [Id(4)]
    public NodeRole Role { get; init; }

    /// <summary>When it started, by its own clock.</summary>
    [Id(5)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>For how long it has been up, whatever its wall clock says.</summary>
    [Id(6)]
    public TimeSpan Uptime { get; init; }

    /// <summary>Its wall clock at this moment.</summary>
    [Id(7)]
    public required DateTimeOffset At { get; init; }

    /// <summary>Attempts that may run at the same time there.</summary>
    [Id(8)]
    public int Slots { get; init; }

    /// <summary>Attempts that run there.</summary>
    [Id(9)]
    public int Running { get; init; }

    /// <summary>Job types with a handler there, aliases included, in ordinal order.</summary>
    [Id(10)]
    public IReadOnlyList<string> JobTypes { get; init; } = Array.Empty<string>();

    /// <summary>It is about to stop: it begins no attempt, and its partitions leave it.</summary>
    [Id(11)]
    public bool Draining { get; init; }

    /// <summary>Partitions it serves.</summary>
    [Id(12)]
    public int Partitions { get; init; }

    /// <summary>Why it owns no partitions and is not ready, as the node that tells this sees it; null: nothing is wrong.</summary>
    [Id(13)]
    public string? Problem { get; init; }
}
