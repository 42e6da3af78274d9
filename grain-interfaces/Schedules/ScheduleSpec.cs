namespace JobScheduler;

/// <summary>A schedule's definition with every default filled in and every value checked: what partitions receive and stores keep.</summary>
/// <remarks>Times are Unix milliseconds.</remarks>
[GenerateSerializer, Immutable, Alias("JobScheduler.ScheduleSpec")]
public sealed record ScheduleSpec
{
    /// <summary>The expression as sent.</summary>
    [Id(0)]
    public required string Cron { get; init; }

    /// <summary>The zone as sent.</summary>
    [Id(1)]
    public required string TimeZone { get; init; }

    /// <summary>What each occurrence submits; its RunAt, NominalAt and ScheduleId are set when it does.</summary>
    [Id(2)]
    public required JobSpec Job { get; init; }

    /// <summary>When a job of the schedule is not terminal.</summary>
    [Id(3)]
    public OverlapPolicy Overlap { get; init; }

    /// <summary>When an occurrence was missed.</summary>
    [Id(4)]
    public MisfirePolicy Misfire { get; init; }

    /// <summary>How old a missed occurrence may be.</summary>
    [Id(5)]
    public long CatchUpWindowMs { get; init; }

    /// <summary>How many missed occurrences fire at the most.</summary>
    [Id(6)]
    public int CatchUpLimit { get; init; }

    /// <summary>Jobs start up to this much after the occurrence.</summary>
    [Id(7)]
    public long JitterMs { get; init; }

    /// <summary>Of <c>@every</c>.</summary>
    [Id(8)]
    public long PhaseMs { get; init; }

    /// <summary>Expressions and dates.</summary>
    [Id(9)]
    public string[] Exclude { get; init; } = [];

    /// <summary>Inclusive, or null.</summary>
    [Id(10)]
    public long? StartAt { get; init; }

    /// <summary>Exclusive, or null.</summary>
    [Id(11)]
    public long? EndAt { get; init; }

    /// <summary>Fired occurrences after which it ends, or null.</summary>
    [Id(12)]
    public long? MaxRuns { get; init; }

    /// <summary>Hex hash over the whole definition: equal definitions have equal ones.</summary>
    [Id(13)]
    public required string DefinitionHash { get; init; }
}
