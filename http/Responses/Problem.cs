namespace JobScheduler.Http.Responses;

/// <summary>A kind of problem: the last part of its type, its status and its title.</summary>
internal sealed record ProblemKind(string Name, int Status, string Title)
{
    public const string TypePrefix = "urn:jobscheduler:problem:";

    public static readonly ProblemKind MalformedRequest = new("malformed-request", 400, "The request is malformed");
    public static readonly ProblemKind ForbiddenOrigin = new("forbidden-origin", 403, "The request comes from elsewhere");
    public static readonly ProblemKind ReadOnly = new("read-only", 403, "The scheduler is read-only here");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such resource");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The path does not have this method");
    public static readonly ProblemKind IdempotencyConflict =
        new("idempotency-conflict", 409, "The idempotency key belongs to a different request");

    public static readonly ProblemKind StateConflict = new("state-conflict", 409, "The present state does not allow this");
    public static readonly ProblemKind AlreadyExists = new("already-exists", 409, "The resource exists already");
    public static readonly ProblemKind PreconditionFailed = new("precondition-failed", 412, "A precondition does not hold");
    public static readonly ProblemKind TooLarge = new("too-large", 413, "The request is too large");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The body is not JSON in UTF-8");
    public static readonly ProblemKind ValidationFailed = new("validation-failed", 422, "The request has unacceptable values");
    public static readonly ProblemKind Overloaded = new("overloaded", 429, "The scheduler is overloaded");
    public static readonly ProblemKind InternalError = new("internal-error", 500, "The scheduler failed");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "The scheduler is not available");
    public static readonly ProblemKind StorageFull = new("storage-full", 503, "The store is full");
    public static readonly ProblemKind OutcomeUnknown = new("outcome-unknown", 503, "The request was perhaps stored");

    /// <summary>All kinds that exist today.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        MalformedRequest, ForbiddenOrigin, ReadOnly, NotFound, MethodNotAllowed, IdempotencyConflict, StateConflict, AlreadyExists,
        PreconditionFailed, TooLarge, UnsupportedMediaType, ValidationFailed, Overloaded, InternalError, Unavailable, StorageFull, OutcomeUnknown,
    ];

    public string Type => TypePrefix + Name;
}

/// <summary>What is told to a caller whose request was not done.</summary>
internal sealed record Problem(ProblemKind Kind, string Detail)
{
    private static readonly Dictionary<string, string[]> NoErrors = [];

    /// <summary>Path as sent to messages.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = NoErrors;

    /// <summary>Sent as Retry-After, in whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The job that has the idempotency key.</summary>
    public string? JobId { get; init; }

    /// <summary>The state that does not allow it.</summary>
    public JobState? State { get; init; }

    /// <summary>What is wrong with a cron expression; its message is among the errors.</summary>
    public CronException? Cron { get; init; }

    /// <summary>Why the node is not ready.</summary>
    public SchedulerReadiness? Readiness { get; init; }

    /// <summary>The problem of a refusal; null: an exception that no caller is to blame for.</summary>
    public static Problem? Of(JobSchedulerException exception) => exception switch
    {
        MalformedRequestException e => new(ProblemKind.MalformedRequest, e.Message) { Errors = e.Errors },
        JobValidationException e => new(ProblemKind.ValidationFailed, e.Message) { Errors = e.Errors },
        CronException e => new(ProblemKind.ValidationFailed, e.Message) { Errors = e.Errors, Cron = e },
        ScheduleNotFoundException => new(ProblemKind.NotFound, "There is no such schedule."),
        ScheduleExistsException e => new(ProblemKind.AlreadyExists, e.Message),
        PreconditionFailedException e => new(ProblemKind.PreconditionFailed, e.Message),
        JobNotFoundException => new(ProblemKind.NotFound, "There is no such job."),
        BackupRunningException e => new(ProblemKind.StateConflict, e.Message) { State = JobState.Running },
        JobStateConflictException e => new(ProblemKind.StateConflict, e.Message) { State = e.State },
        IdempotencyConflictException e => new(ProblemKind.IdempotencyConflict, e.Message) { JobId = e.JobId },
        JobTooLargeException e => new(ProblemKind.TooLarge, e.Message),
        SchedulerOverloadedException e => new(ProblemKind.Overloaded, e.Message) { RetryAfter = e.RetryAfter },
        SchedulerUnavailableException e => new(e.StorageFull ? ProblemKind.StorageFull : ProblemKind.Unavailable, e.Message)
        {
            RetryAfter = e.RetryAfter,
        },
        OutcomeUnknownException e => new(ProblemKind.OutcomeUnknown, e.Message) { RetryAfter = e.RetryAfter },
        _ => null,
    };
}

/// <summary>Ends a request with a problem that has no exception of its own in the client.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
