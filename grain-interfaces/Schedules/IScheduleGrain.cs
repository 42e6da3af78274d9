namespace JobScheduler;

/// <summary>One schedule; key: its id. Its row lies in the partition its id hashes to.</summary>
[Alias("JobScheduler.IScheduleGrain")]
public interface IScheduleGrain : IGrainWithStringKey
{
    /// <summary>Carries out a change; answers when it is durable.</summary>
    /// <param name="command">The change.</param>
    [Alias("Do")]
    Task<ScheduleAnswer> DoAsync(ScheduleCommand command);
}

/// <summary>What is wanted of a schedule.</summary>
public enum ScheduleCommandKind
{
    /// <summary>Create it; refused if it exists.</summary>
    Create,

    /// <summary>Create it or replace its definition.</summary>
    Put,

    /// <summary>Delete it.</summary>
    Delete,

    /// <summary>Pause it.</summary>
    Pause,

    /// <summary>Resume it.</summary>
    Resume,

    /// <summary>Make a job now.</summary>
    Trigger,

    /// <summary>Make jobs for a range.</summary>
    Backfill,
}

/// <summary>A change of a schedule.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ScheduleCommand")]
public sealed record ScheduleCommand
{
    /// <summary>The schedule.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What to do.</summary>
    [Id(1)]
    public required ScheduleCommandKind Kind { get; init; }

    /// <summary>Create, put: the definition.</summary>
    [Id(2)]
    public ScheduleSpec? Spec { get; init; }

    /// <summary>Put, delete: only if this is its version.</summary>
    [Id(3)]
    public long? IfVersion { get; init; }

    /// <summary>Put: only if it does not exist.</summary>
    [Id(4)]
    public bool IfAbsent { get; init; }

    /// <summary>Create, put: a new schedule begins paused.</summary>
    [Id(5)]
    public bool Paused { get; init; }

    /// <summary>Why it is paused.</summary>
    [Id(6)]
    public string? Note { get; init; }

    /// <summary>By whom.</summary>
    [Id(7)]
    public string? By { get; init; }

    /// <summary>Trigger: the caller's traceparent, or a new one.</summary>
    [Id(8)]
    public string? TraceParent { get; init; }

    /// <summary>Backfill: from, inclusive, Unix milliseconds.</summary>
    [Id(9)]
    public long From { get; init; }

    /// <summary>Backfill: to, exclusive, Unix milliseconds.</summary>
    [Id(10)]
    public long To { get; init; }

    /// <summary>Backfill: overlap policy, or null for the schedule's.</summary>
    [Id(11)]
    public OverlapPolicy? Overlap { get; init; }

    /// <summary>Backfill: only count.</summary>
    [Id(12)]
    public bool DryRun { get; init; }

    /// <summary>Trigger: the caller's tracestate.</summary>
    [Id(13)]
    public string? TraceState { get; init; }
}

/// <summary>The answer to a change of a schedule.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ScheduleAnswer")]
public sealed record ScheduleAnswer
{
    /// <summary>What became of it; NotFound, AlreadyExists and PreconditionFailed change nothing, Existing: an equal definition.</summary>
    [Id(0)]
    public required PartitionStatus Status { get; init; }

    /// <summary>The schedule after it; without its payload's text where that is large.</summary>
    [Id(1)]
    public ScheduleSnapshot? Schedule { get; init; }

    /// <summary>Put: it was created.</summary>
    [Id(2)]
    public bool Created { get; init; }

    /// <summary>Trigger: the job's id.</summary>
    [Id(3)]
    public string? JobId { get; init; }

    /// <summary>Backfill: occurrences that are not excluded.</summary>
    [Id(4)]
    public int Count { get; init; }

    /// <summary>Backfill: occurrences that are excluded.</summary>
    [Id(5)]
    public int Excluded { get; init; }

    /// <summary>A sentence, when it is not done.</summary>
    [Id(6)]
    public string? Detail { get; init; }
}
