namespace JobScheduler;

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">A code for programs: the handler's own, an exception's full type name, or one of the built-in ones.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Detail">The stack trace or more text, at most 16 KiB, or null.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobError")]
public sealed record JobError(
    [property: Id(0)] string Code,
    [property: Id(1)] string Message,
    [property: Id(2)] string? Detail = null);

/// <summary>One execution of a job.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.AttemptSnapshot")]
public sealed record AttemptSnapshot
{
    /// <summary>Numbered from 1 over the job's whole life.</summary>
    [Id(0)]
    public required int Attempt { get; init; }

    /// <summary>Rises with every attempt, per job and per concurrency key.</summary>
    [Id(1)]
    public required long FencingToken { get; init; }

    /// <summary>The process that ran it.</summary>
    [Id(2)]
    public required string Node { get; init; }

    /// <summary>When the handler was entered; if that is not known (lost), when the attempt was claimed.</summary>
    [Id(3)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    [Id(4)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    [Id(5)]
    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Null unless it failed.</summary>
    [Id(6)]
    public JobError? Error { get; init; }
}

/// <summary>A job as lists show it: without payload, result, retry policy and attempts.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobSummary")]
public record JobSummary
{
    /// <summary>Opaque, at most 64 of <c>[A-Za-z0-9_-]</c>.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>The name its handler is registered under.</summary>
    [Id(1)]
    public required string JobType { get; init; }

    /// <summary>Its queue.</summary>
    [Id(2)]
    public required string Queue { get; init; }

    /// <summary>-100 to 100, higher first.</summary>
    [Id(3)]
    public int Priority { get; init; }

    /// <summary>Where it is in its life.</summary>
    [Id(4)]
    public JobState State { get; init; }

    /// <summary>Why it does not run; null while it runs and when terminal.</summary>
    [Id(5)]
    public WaitingReason? WaitingReason { get; init; }

    /// <summary>The newest attempt's number; 0: none yet.</summary>
    [Id(6)]
    public int Attempt { get; init; }

    /// <summary>Attempts that count against <see cref="MaxAttempts"/> since the submit or the last replay.</summary>
    [Id(7)]
    public int AttemptsUsed { get; init; }

    /// <summary>The job fails when <see cref="AttemptsUsed"/> reaches it.</summary>
    [Id(8)]
    public int MaxAttempts { get; init; }

    /// <summary>The newest attempt's token; 0: none yet.</summary>
    [Id(9)]
    public long FencingToken { get; init; }

    /// <summary>Not before this time; after a failed attempt or a snooze the time of the next.</summary>
    [Id(10)]
    public DateTimeOffset RunAt { get; init; }

    /// <summary>When it was accepted, on the clock of its partition's owner.</summary>
    [Id(11)]
    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Start of the newest attempt.</summary>
    [Id(12)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it became terminal.</summary>
    [Id(13)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When a cancel was asked for while it ran.</summary>
    [Id(14)]
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>0 to 100; null before the first report, 100 when completed.</summary>
    [Id(15)]
    public double? ProgressPercent { get; init; }

    /// <summary>The last progress message, or why it was cancelled.</summary>
    [Id(16)]
    public string? Message { get; init; }

    /// <summary>The newest failed attempt's error until the job completes.</summary>
    [Id(17)]
    public JobError? Error { get; init; }

    /// <summary>Time-out of one attempt.</summary>
    [Id(18)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>A job not started by then becomes cancelled.</summary>
    [Id(19)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The caller's key.</summary>
    [Id(20)]
    public string? IdempotencyKey { get; init; }

    /// <summary>At most one attempt of a key runs at a time.</summary>
    [Id(21)]
    public string? ConcurrencyKey { get; init; }

    /// <summary>The caller's tags, in the order given.</summary>
    [Id(22)]
    public IReadOnlyList<string> Tags { get; init; } = Array.Empty<string>();

    /// <summary>W3C trace id, 32 hex digits.</summary>
    [Id(23)]
    public string TraceId { get; init; } = "";

    /// <summary>The schedule that made it.</summary>
    [Id(24)]
    public string? ScheduleId { get; init; }

    /// <summary>The occurrence of the schedule that made it.</summary>
    [Id(25)]
    public DateTimeOffset? NominalAt { get; init; }

    /// <summary>When its row last changed.</summary>
    [Id(26)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A failed job: a short hash of job type, error code and the message without its variable parts; else null.</summary>
    [Id(27)]
    public string? Fingerprint { get; init; }

    /// <summary>This as a list shows it, whatever more it is.</summary>
    internal JobSummary ToSummary() => new(this);
}

/// <summary>A whole job.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobSnapshot")]
public sealed record JobSnapshot : JobSummary
{
    /// <summary>The handler's input as it was sent; null if none was.</summary>
    [Id(0)]
    public RawJson? Payload { get; init; }

    /// <summary>What the handler returned; null before it completed or if it returned nothing.</summary>
    [Id(1)]
    public RawJson? Result { get; init; }

    /// <summary>What follows a failed attempt.</summary>
    [Id(2)]
    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>The last 50, oldest first.</summary>
    [Id(3)]
    public IReadOnlyList<AttemptSnapshot> Attempts { get; init; } = Array.Empty<AttemptSnapshot>();

    /// <summary>True when the state will not change any more by itself.</summary>
    public bool IsTerminal => State is JobState.Completed or JobState.Failed or JobState.Cancelled;
}

/// <summary>The short form of a job.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobStatusSnapshot")]
public sealed record JobStatusSnapshot(
    [property: Id(0)] string JobId,
    [property: Id(1)] JobState State,
    [property: Id(2)] double? ProgressPercent,
    [property: Id(3)] string? Message,
    [property: Id(4)] DateTimeOffset UpdatedAt);
