namespace JobScheduler;

/// <summary>Changes of jobs that one node knows of, in order.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ChangePage")]
public sealed record ChangePage
{
    /// <summary>Where the next page goes on.</summary>
    [Id(0)]
    public required string Position { get; init; }

    /// <summary>The changes; those of a job may be merged.</summary>
    [Id(1)]
    public ChangedJob[] Changes { get; init; } = [];

    /// <summary>Not null: changes are missing before these, and why, see <see cref="SchedulerEvent.Reason"/>.</summary>
    [Id(2)]
    public string? Gap { get; init; }
}
