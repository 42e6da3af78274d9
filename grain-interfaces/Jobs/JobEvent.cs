namespace JobScheduler;

/// <summary>What a <see cref="JobEvent"/> tells.</summary>
public enum JobEventKind
{
    /// <summary>The job's state, waiting reason or attempt changed.</summary>
    State,

    /// <summary>The running attempt reported progress.</summary>
    Progress,
}

/// <summary>One change of a job. Changes may be merged; the newest always arrives.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobEvent")]
public sealed record JobEvent
{
    /// <summary>Opaque; a later stream of the same job resumes after it.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What changed.</summary>
    [Id(1)]
    public required JobEventKind Kind { get; init; }

    /// <summary>The job after the change.</summary>
    [Id(2)]
    public required JobSummary Job { get; init; }

    /// <summary>When, on the owner's clock.</summary>
    [Id(3)]
    public required DateTimeOffset At { get; init; }
}
