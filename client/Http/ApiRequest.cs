namespace JobScheduler.Client.Http;

/// <summary>What may be done when it is not known whether a try took effect.</summary>
internal enum Repetition
{
    /// <summary>The same request again ends in the same: reads, submits with a key, cancel, pause.</summary>
    Harmless,

    /// <summary>Only a try that certainly changed nothing may be followed by another.</summary>
    OnlyIfRefused,
}

/// <summary>One call of the scheduler's HTTP API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Below the base address, escaped, with the query.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>JSON, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Sent as the header Idempotency-Key.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>The key a caller needs to repeat a submit whose outcome is unknown, wherever it is sent.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>W3C traceparent; null: of the current activity.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C tracestate.</summary>
    public string? TraceState { get; init; }

    /// <summary>Resumes an event stream.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Entity tag that the resource must have.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Entity tag that the resource must not have; * for any.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>What may be done after a doubtful try.</summary>
    public Repetition Repetition { get; init; } = Repetition.Harmless;

    /// <summary>A GET.</summary>
    public static ApiRequest Get(string path) => new(HttpMethod.Get, path);

    /// <summary>A POST.</summary>
    public static ApiRequest Post(string path, byte[]? body = null) => new(HttpMethod.Post, path) { Body = body };
}

/// <summary>A whole answer that is worth looking at.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="RetryAfter">From the header.</param>
/// <param name="AfterDoubt">An earlier try of the same call may have taken effect.</param>
internal sealed record ApiAnswer(int Status, byte[] Body, TimeSpan? RetryAfter = null, bool AfterDoubt = false)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
