namespace JobScheduler;

/// <summary>A submission with every default filled in and every value checked: what partitions receive and stores keep. Never changes.</summary>
/// <remarks>Times are Unix milliseconds.</remarks>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobSpec")]
public sealed record JobSpec
{
    /// <summary>The type as submitted (perhaps an alias of the handler's).</summary>
    [Id(0)]
    public required string JobType { get; init; }

    /// <summary>The handler's input, or null.</summary>
    [Id(1)]
    public RawJson? Payload { get; init; }

    /// <summary>The queue.</summary>
    [Id(2)]
    public required string Queue { get; init; }

    /// <summary>The priority it was submitted with.</summary>
    [Id(3)]
    public int Priority { get; init; }

    /// <summary>run_at as sent, rounded up to the millisecond; null if none was.</summary>
    [Id(4)]
    public long? RunAt { get; init; }

    /// <summary>delay_ms as sent; null if none was.</summary>
    [Id(5)]
    public long? DelayMs { get; init; }

    /// <summary>1 to 1000.</summary>
    [Id(6)]
    public int MaxAttempts { get; init; }

    /// <summary>What follows a failed attempt.</summary>
    [Id(7)]
    public required RetryPolicy Retry { get; init; }

    /// <summary>Time-out of one attempt, or null.</summary>
    [Id(8)]
    public long? TimeoutMs { get; init; }

    /// <summary>Not started by then: cancelled. Or null.</summary>
    [Id(9)]
    public long? ExpiresAt { get; init; }

    /// <summary>Idempotency key in the scope of the concurrency key, or null.</summary>
    [Id(10)]
    public string? IdempotencyKey { get; init; }

    /// <summary>Concurrency key, or null.</summary>
    [Id(11)]
    public string? ConcurrencyKey { get; init; }

    /// <summary>At most 16.</summary>
    [Id(12)]
    public string[] Tags { get; init; } = [];

    /// <summary>A valid W3C traceparent: the caller's or a new one.</summary>
    [Id(13)]
    public required string TraceParent { get; init; }

    /// <summary>The caller's tracestate, or null.</summary>
    [Id(14)]
    public string? TraceState { get; init; }

    /// <summary>The schedule that made the job, or null.</summary>
    [Id(15)]
    public string? ScheduleId { get; init; }

    /// <summary>The occurrence that made the job, or null.</summary>
    [Id(16)]
    public long? NominalAt { get; init; }

    /// <summary>Hex hash over all that is compared between two requests of one idempotency key, or two definitions of a schedule; empty where nothing is compared.</summary>
    [Id(17)]
    public required string RequestHash { get; init; }

    /// <summary>The trace id inside <see cref="TraceParent"/>: 32 hex digits.</summary>
    public string TraceId => TraceParent.Substring(3, 32);
}
