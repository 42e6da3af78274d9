using System.Text.Json;

namespace JobScheduler;

/// <summary>
/// What a caller asks for: run the handler of <see cref="JobType"/> with <see cref="Payload"/> at a time. A null means the
/// default, which the job type's registration may set, else the server. Defaults are resolved when the job is accepted.
/// </summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobSubmission")]
public sealed record JobSubmission
{
    /// <summary>The name a handler is registered under: 1 to 128 of <c>[A-Za-z0-9._~/:-]</c>, first alphanumeric, ':' only inside.</summary>
    [Id(0)]
    public required string JobType { get; init; }

    /// <summary>The handler's input, kept token for token; at most 256 KiB by default.</summary>
    [Id(1)]
    public RawJson? Payload { get; init; }

    /// <summary>Default "default".</summary>
    [Id(2)]
    public string? Queue { get; init; }

    /// <summary>-100 to 100, higher first among due jobs of a node, not within a concurrency key. Default 0.</summary>
    [Id(3)]
    public int? Priority { get; init; }

    /// <summary>Not before this time, 1970 to 2199; rounded up to the millisecond. In the past: due at once. Default now.</summary>
    [Id(4)]
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Not before now plus this, 0 to 10 years, resolved by the partition's owner. Excludes <see cref="RunAt"/>.</summary>
    [Id(5)]
    public TimeSpan? Delay { get; init; }

    /// <summary>1 to 1000, default 5 (explicit delays: their number + 1; retry none: 1).</summary>
    [Id(6)]
    public int? MaxAttempts { get; init; }

    /// <summary>Default <see cref="RetryPolicy.Default"/>.</summary>
    [Id(7)]
    public RetryPolicy? Retry { get; init; }

    /// <summary>For one attempt, 1 ms to 7 days. Default none.</summary>
    [Id(8)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>A job not started by then becomes cancelled with the message "expired". Default none.</summary>
    [Id(9)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The same key and an equal request give the existing job; 1 to 256 characters, compared exactly.</summary>
    [Id(10)]
    public string? IdempotencyKey { get; init; }

    /// <summary>At most one attempt of a key runs at a time, in order of run_at, then of submission; 1 to 256 characters.</summary>
    [Id(11)]
    public string? ConcurrencyKey { get; init; }

    /// <summary>At most 16, each 1 to 64 characters.</summary>
    [Id(12)]
    public IReadOnlyList<string> Tags { get; init; } = Array.Empty<string>();

    /// <summary>W3C traceparent; default that of the current activity. An invalid one is replaced.</summary>
    [Id(13)]
    public string? TraceParent { get; init; }

    /// <summary>W3C tracestate.</summary>
    [Id(14)]
    public string? TraceState { get; init; }

    /// <summary>A submission of a typed payload.</summary>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="jobType">The name its handler is registered under.</param>
    /// <param name="payload">The handler's input.</param>
    /// <param name="options">How it is written; default <see cref="PayloadJson.Default"/>.</param>
    public static JobSubmission Create<TPayload>(string jobType, TPayload payload, JsonSerializerOptions? options = null) =>
        new() { JobType = jobType, Payload = RawJson.From(payload, options) };
}
