namespace JobScheduler;

/// <summary>The scheduler refused a request, or cannot say what became of it. One sealed class per reason.</summary>
public abstract class JobSchedulerException : Exception
{
    private protected JobSchedulerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The last part of the HTTP problem's type, for example <c>validation-failed</c>.</summary>
    public abstract string Problem { get; }
}

/// <summary>The request is readable but a value is not acceptable (HTTP 422). Nothing is stored.</summary>
public sealed class JobValidationException : JobSchedulerException
{
    /// <summary>Makes it from its errors.</summary>
    /// <param name="errors">Path as sent (<c>retry.factor</c>, <c>jobs[3].payload.city</c>) to messages.</param>
    /// <param name="message">A sentence; default lists the paths.</param>
    public JobValidationException(IReadOnlyDictionary<string, string[]> errors, string? message = null)
        : base(message ?? "Not acceptable: " + string.Join("; ", errors.Select(e => $"{e.Key} {string.Join(", ", e.Value)}"))) => Errors = errors;

    /// <summary>Path as sent to messages.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <inheritdoc/>
    public override string Problem => "validation-failed";
}

/// <summary>The request does not have the shape it must have (HTTP 400), for example a cursor of another filter.</summary>
public sealed class MalformedRequestException : JobSchedulerException
{
    /// <summary>Makes it from its errors.</summary>
    /// <param name="errors">Path as sent to messages.</param>
    /// <param name="message">A sentence; default lists the paths.</param>
    public MalformedRequestException(IReadOnlyDictionary<string, string[]> errors, string? message = null)
        : base(message ?? "Malformed: " + string.Join("; ", errors.Select(e => $"{e.Key} {string.Join(", ", e.Value)}"))) => Errors = errors;

    /// <summary>Path as sent to messages.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <inheritdoc/>
    public override string Problem => "malformed-request";
}

/// <summary>There is no such job (HTTP 404).</summary>
public sealed class JobNotFoundException(string jobId) : JobSchedulerException($"There is no job {jobId}.")
{
    /// <summary>The id that was asked for.</summary>
    public string JobId { get; } = jobId;

    /// <inheritdoc/>
    public override string Problem => "not-found";
}

/// <summary>The job's state does not allow this (HTTP 409).</summary>
public sealed class JobStateConflictException(string jobId, JobState state, string message) : JobSchedulerException(message)
{
    /// <summary>The job.</summary>
    public string JobId { get; } = jobId;

    /// <summary>Its state.</summary>
    public JobState State { get; } = state;

    /// <inheritdoc/>
    public override string Problem => "state-conflict";
}

/// <summary>The idempotency key belongs to a job of a different request (HTTP 409). Nothing is stored.</summary>
public sealed class IdempotencyConflictException(string jobId, string message) : JobSchedulerException(message)
{
    /// <summary>The job that has the key.</summary>
    public string JobId { get; } = jobId;

    /// <inheritdoc/>
    public override string Problem => "idempotency-conflict";
}

/// <summary>A body or payload is over its limit (HTTP 413). Nothing is stored.</summary>
public sealed class JobTooLargeException(string message) : JobSchedulerException(message)
{
    /// <inheritdoc/>
    public override string Problem => "too-large";
}

/// <summary>One of the scheduler's bounds is reached (HTTP 429). Nothing is stored; try again later.</summary>
public sealed class SchedulerOverloadedException(string message, TimeSpan retryAfter) : JobSchedulerException(message)
{
    /// <summary>How long to wait at least.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <inheritdoc/>
    public override string Problem => "overloaded";
}

/// <summary>Starting, stopping, the store out of reach, or its disk full (HTTP 503). Nothing is stored; try again later.</summary>
public sealed class SchedulerUnavailableException(string message, TimeSpan retryAfter, bool storageFull = false, Exception? inner = null)
    : JobSchedulerException(message, inner)
{
    /// <summary>How long to wait at least.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>True: the store's disk is full.</summary>
    public bool StorageFull { get; } = storageFull;

    /// <inheritdoc/>
    public override string Problem => StorageFull ? "storage-full" : "unavailable";
}

/// <summary>The request was perhaps stored (HTTP 503): repeat it with the same idempotency key.</summary>
public sealed class OutcomeUnknownException(string message, TimeSpan retryAfter, Exception? inner = null) : JobSchedulerException(message, inner)
{
    /// <summary>How long to wait at least.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>The key a submit was sent with, also one that the client made up: submit again with it. Null for other calls.</summary>
    public string? IdempotencyKey { get; init; }

    /// <inheritdoc/>
    public override string Problem => "outcome-unknown";
}
