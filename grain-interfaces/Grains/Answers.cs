namespace JobScheduler;

/// <summary>What a partition says to a request. Only the first two mean that something is, or was, stored.</summary>
public enum PartitionStatus
{
    /// <summary>Done and durable.</summary>
    Done,

    /// <summary>An equal request had been accepted before; nothing new was stored.</summary>
    Existing,

    /// <summary>The idempotency key belongs to a different request.</summary>
    IdempotencyConflict,

    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>The job's state does not allow it.</summary>
    StateConflict,

    /// <summary>A bound is reached; nothing is stored.</summary>
    Overloaded,

    /// <summary>Starting, stopping, or the store is out of reach; nothing is stored.</summary>
    Unavailable,

    /// <summary>The store's disk is full; nothing is stored.</summary>
    StorageFull,

    /// <summary>Perhaps stored.</summary>
    OutcomeUnknown,

    /// <summary>A schedule of this id exists.</summary>
    AlreadyExists,

    /// <summary>The schedule is not in the state that the caller made a condition.</summary>
    PreconditionFailed,

    /// <summary>The partition is on its way to another node; nothing was done, and the same call finds it there.</summary>
    Moving,
}

/// <summary>A partition's answer to a submit or to a change of a job.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobAnswer")]
public sealed record JobAnswer
{
    /// <summary>What became of the request.</summary>
    [Id(0)]
    public required PartitionStatus Status { get; init; }

    /// <summary>The job's id, where there is one.</summary>
    [Id(1)]
    public string? JobId { get; init; }

    /// <summary>The job as of the commit, without older attempts and without its payload; for <see cref="PartitionStatus.Done"/>, except of one among many.</summary>
    [Id(2)]
    public JobSnapshot? Job { get; init; }

    /// <summary>The job's state, for <see cref="PartitionStatus.StateConflict"/>.</summary>
    [Id(3)]
    public JobState? State { get; init; }

    /// <summary>A sentence for people, when it is not done.</summary>
    [Id(4)]
    public string? Detail { get; init; }
}

/// <summary>A change that a caller wants for one job.</summary>
public enum JobCommandKind
{
    /// <summary>Cancel it, or ask its running attempt to stop.</summary>
    Cancel,

    /// <summary>Make it due now.</summary>
    RunNow,

    /// <summary>Replay it, failed or cancelled.</summary>
    Retry,

    /// <summary>Replay it only if failed.</summary>
    Replay,

    /// <summary>Give it up, failed.</summary>
    Discard,

    /// <summary>Change its time or priority.</summary>
    Move,
}

/// <summary>A caller's change of one job.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobCommand")]
public sealed record JobCommand
{
    /// <summary>The job.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>What to do.</summary>
    [Id(1)]
    public required JobCommandKind Kind { get; init; }

    /// <summary>Move: new time, Unix milliseconds.</summary>
    [Id(2)]
    public long? RunAt { get; init; }

    /// <summary>Move: new time, milliseconds from now.</summary>
    [Id(3)]
    public long? DelayMs { get; init; }

    /// <summary>Move: new priority.</summary>
    [Id(4)]
    public int? Priority { get; init; }

    /// <summary>Discard and cancel: kept as the message.</summary>
    [Id(5)]
    public string? Reason { get; init; }

    /// <summary>A change that would change nothing (a second cancel, a run of a queued job) is a conflict: bulk work counts what it did.</summary>
    [Id(6)]
    public bool MustChange { get; init; }
}

/// <summary>How an attempt ended, as its job reports it to the partition. Reported again until the partition answers.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.AttemptReport")]
public sealed record AttemptReport
{
    /// <summary>The job.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>The attempt's fencing token.</summary>
    [Id(1)]
    public required long Token { get; init; }

    /// <summary>How it ended.</summary>
    [Id(2)]
    public required ReportKind Kind { get; init; }

    /// <summary>When the handler was entered; null if it never was.</summary>
    [Id(3)]
    public long? StartedAt { get; init; }

    /// <summary>Completed: the result.</summary>
    [Id(4)]
    public RawJson? Result { get; init; }

    /// <summary>Why it failed.</summary>
    [Id(5)]
    public JobError? Error { get; init; }

    /// <summary>Retry: replaces the policy's delay.</summary>
    [Id(6)]
    public long? AfterMs { get; init; }

    /// <summary>Snooze: until when.</summary>
    [Id(7)]
    public long? Until { get; init; }

    /// <summary>Last progress.</summary>
    [Id(8)]
    public double? ProgressPercent { get; init; }

    /// <summary>Last progress message.</summary>
    [Id(9)]
    public string? Message { get; init; }

    /// <summary>What the handler logged; null: nothing.</summary>
    [Id(10)]
    public LoggedLines? Log { get; init; }
}

/// <summary>How an attempt ended.</summary>
public enum ReportKind
{
    /// <summary>The handler completed the job.</summary>
    Completed,

    /// <summary>The attempt failed; another may follow.</summary>
    Retry,

    /// <summary>Call again later.</summary>
    Snooze,

    /// <summary>The attempt failed and none may follow.</summary>
    Fail,

    /// <summary>The handler stopped because the job was cancelled.</summary>
    Cancelled,

    /// <summary>The attempt outlasted its time-out.</summary>
    TimedOut,

    /// <summary>Handed back at shutdown.</summary>
    Released,

    /// <summary>The handler was never entered: its queue was paused, the job cancelled, or the node is draining.</summary>
    NotBegun,
}

/// <summary>A partition's answer to a report.</summary>
public enum ReportAnswer
{
    /// <summary>Durable; also for a repeat of a report that was accepted.</summary>
    Accepted,

    /// <summary>The attempt is not the valid one any more: nothing it says counts.</summary>
    Stale,

    /// <summary>Not known; report again.</summary>
    TryAgain,
}

/// <summary>An attempt to perform: what a partition hands to a node.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.AttemptOrder")]
public sealed record AttemptOrder
{
    /// <summary>The job.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>Its partition.</summary>
    [Id(1)]
    public required int Partition { get; init; }

    /// <summary>The attempt's fencing token.</summary>
    [Id(2)]
    public required long Token { get; init; }

    /// <summary>The attempt's number.</summary>
    [Id(3)]
    public required int Attempt { get; init; }

    /// <summary>Not to be entered before, Unix milliseconds.</summary>
    [Id(4)]
    public required long RunAt { get; init; }

    /// <summary>Present priority.</summary>
    [Id(5)]
    public required int Priority { get; init; }

    /// <summary>The request; its payload is missing if <see cref="PayloadOmitted"/>.</summary>
    [Id(6)]
    public required JobSpec Spec { get; init; }

    /// <summary>The payload must be read from the store.</summary>
    [Id(7)]
    public bool PayloadOmitted { get; init; }

    /// <summary>Code of the error of the attempt before, if it failed.</summary>
    [Id(8)]
    public string? ErrorCode { get; init; }
}

/// <summary>A change of a queue.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.QueueCommand")]
public sealed record QueueCommand
{
    /// <summary>The queue.</summary>
    [Id(0)]
    public required string Queue { get; init; }

    /// <summary>Pause or resume.</summary>
    [Id(1)]
    public required bool Paused { get; init; }

    /// <summary>Why.</summary>
    [Id(2)]
    public string? Note { get; init; }

    /// <summary>Who.</summary>
    [Id(3)]
    public string? By { get; init; }
}

/// <summary>A queue's row as its partition has it.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.QueueAnswer")]
public sealed record QueueAnswer
{
    /// <summary>What became of the change.</summary>
    [Id(0)]
    public required PartitionStatus Status { get; init; }

    /// <summary>Paused after it.</summary>
    [Id(1)]
    public bool Paused { get; init; }

    /// <summary>Why.</summary>
    [Id(2)]
    public string? Note { get; init; }

    /// <summary>Who.</summary>
    [Id(3)]
    public string? By { get; init; }

    /// <summary>Since when, Unix milliseconds.</summary>
    [Id(4)]
    public long At { get; init; }

    /// <summary>Rises with every change.</summary>
    [Id(5)]
    public long Version { get; init; }

    /// <summary>A sentence, when it is not done.</summary>
    [Id(6)]
    public string? Detail { get; init; }
}

/// <summary>A partition as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.PartitionSnapshot")]
public sealed record PartitionSnapshot
{
    /// <summary>Its number.</summary>
    [Id(0)]
    public required int Partition { get; init; }

    /// <summary>It has a term and serves.</summary>
    [Id(1)]
    public bool Serving { get; init; }

    /// <summary>The term.</summary>
    [Id(2)]
    public long Term { get; init; }

    /// <summary>Entries in memory.</summary>
    [Id(3)]
    public int InMemory { get; init; }

    /// <summary>Attempts claimed.</summary>
    [Id(4)]
    public int Running { get; init; }

    /// <summary>Jobs that wait because no handler has their type, by type.</summary>
    [Id(5)]
    public IReadOnlyDictionary<string, long> UnknownTypes { get; init; } = new Dictionary<string, long>();
}
