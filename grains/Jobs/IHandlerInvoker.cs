using System.Diagnostics;

namespace JobScheduler.Grains.Jobs;

/// <summary>The handlers of this process, as the grains see them. Implemented by hosting; tests use their own.</summary>
public interface IHandlerInvoker
{
    /// <summary>The job types this process handles, aliases included, in ordinal order. Does not change while the process runs.</summary>
    IReadOnlyList<string> JobTypes { get; }

    /// <summary>Whether a job type, or an alias of one, has a handler here.</summary>
    /// <param name="jobType">Any text.</param>
    bool Handles(string jobType);

    /// <summary>
    /// Calls the handler in a DI scope of its own and says how it ended. Never throws: an exception of the handler becomes a
    /// retry (or a failure, if its type is registered as not to be retried), an unreadable payload fails with
    /// <c>payload_invalid</c>, a result over the limit with <c>result_too_large</c>; a handler that stopped because
    /// <paramref name="cancellationToken"/> fired gives <see cref="HandlerResultKind.Stopped"/>. Failures are not logged here: what
    /// becomes of the attempt is decided later, and the partition logs it.
    /// </summary>
    /// <param name="jobType">The type as submitted; <see cref="Handles"/> is true for it.</param>
    /// <param name="payload">The job's payload, or null.</param>
    /// <param name="attempt">Partition and trace of the attempt, for logs and activities.</param>
    /// <param name="context">Handed to the handler.</param>
    /// <param name="cancellationToken">Fires on cancel, time-out and at the end of a drain.</param>
    ValueTask<HandlerResult> InvokeAsync(
        string jobType, RawJson? payload, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken);
}

/// <summary>What logs and activities of an attempt carry besides its context.</summary>
/// <param name="Partition">The job's partition.</param>
/// <param name="TraceParent">W3C traceparent of the submit.</param>
/// <param name="TraceState">W3C tracestate, or null.</param>
/// <param name="Log">Keeps what the handler logs; null: nobody does.</param>
public readonly record struct AttemptInfo(int Partition, string TraceParent, string? TraceState, IAttemptLog? Log = null);

/// <summary>How a handler's call ended.</summary>
public enum HandlerResultKind
{
    /// <summary>The job is done.</summary>
    Completed,

    /// <summary>The attempt failed; another may follow.</summary>
    Retry,

    /// <summary>Call again later.</summary>
    Snooze,

    /// <summary>The attempt failed and none may follow.</summary>
    Fail,

    /// <summary>It stopped because its cancellation token fired.</summary>
    Stopped,
}

/// <summary>How a handler's call ended, with what belongs to it.</summary>
/// <param name="Kind">How.</param>
public sealed record HandlerResult(HandlerResultKind Kind)
{
    /// <summary>Completed: the result as JSON, or null.</summary>
    public RawJson? Result { get; init; }

    /// <summary>Retry, Fail, perhaps Stopped: why.</summary>
    public JobError? Error { get; init; }

    /// <summary>What was thrown, for the log; printable. It does not leave the process.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The call's activity, for links; default if there was none. It does not leave the process.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>Retry: replaces the policy's delay.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Snooze: when to call again.</summary>
    public DateTimeOffset? Until { get; init; }
}
