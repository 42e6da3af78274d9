namespace JobScheduler.Tests.History;

/// <summary>
/// Something that was observed from outside: what clients were told, what handlers saw, what owners decided. Instants are on one
/// clock, that of the observer; only <see cref="AttemptEntered.NodeTime"/> is the node's own.
/// </summary>
/// <param name="At">When it was observed.</param>
internal abstract record HistoryEvent(DateTimeOffset At);

/// <summary>What a client was told about its submit.</summary>
internal enum SubmitAnswer
{
    /// <summary>202: durable.</summary>
    Accepted,

    /// <summary>200: the job existed, and is durable.</summary>
    Existing,

    /// <summary>409: the key is taken by another request.</summary>
    Conflict,

    /// <summary>Any answer that says nothing is stored.</summary>
    Refused,

    /// <summary>No answer, or one that says it is not known.</summary>
    Unknown,
}

/// <summary>A submit was answered, or given up.</summary>
/// <param name="SentAt">When it was sent.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Answer">What was told.</param>
/// <param name="JobId">The job, where one was named.</param>
internal sealed record SubmitTold(DateTimeOffset SentAt, DateTimeOffset At, SubmitAnswer Answer, string? JobId) : HistoryEvent(At)
{
    public DateTimeOffset RunAt { get; init; }

    public int Priority { get; init; }

    public int MaxAttempts { get; init; } = 5;

    public string? ConcurrencyKey { get; init; }

    public string? IdempotencyKey { get; init; }
}

/// <summary>What a client asked of a job that exists.</summary>
internal enum CommandKind
{
    Cancel,
    RunNow,
    Retry,
    Move,
}

/// <summary>A command was answered, or given up.</summary>
/// <param name="SentAt">When it was sent.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="JobId">The job.</param>
/// <param name="State">The job's state as answered with success; null: refused or not known.</param>
internal sealed record CommandTold(DateTimeOffset SentAt, DateTimeOffset At, CommandKind Kind, string JobId, JobState? State) : HistoryEvent(At)
{
    /// <summary>True: no answer, so it may or may not have been done.</summary>
    public bool Unknown { get; init; }

    /// <summary>The new time of a move.</summary>
    public DateTimeOffset? RunAt { get; init; }
}

/// <summary>The job is due at a new time, for example because an attempt ended with a retry.</summary>
internal sealed record DueChanged(DateTimeOffset At, string JobId, DateTimeOffset RunAt) : HistoryEvent(At);

/// <summary>A handler was entered.</summary>
/// <param name="At">When.</param>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Token">Its fencing token.</param>
/// <param name="NodeTime">When, on the clock of the node that entered it.</param>
internal sealed record AttemptEntered(DateTimeOffset At, string JobId, int Attempt, long Token, DateTimeOffset NodeTime) : HistoryEvent(At);

/// <summary>A handler returned, whatever became of its report.</summary>
internal sealed record AttemptLeft(DateTimeOffset At, string JobId, long Token) : HistoryEvent(At);

/// <summary>An attempt stopped being valid before its handler returned: declared lost, timed out, or its process was killed.</summary>
internal sealed record AttemptInvalidated(DateTimeOffset At, string JobId, long Token) : HistoryEvent(At);

/// <summary>An attempt's report was answered by the job's owner.</summary>
internal sealed record ReportAnswered(DateTimeOffset At, string JobId, long Token, bool Accepted) : HistoryEvent(At);

/// <summary>
/// From now on nothing but a free slot keeps the job from running: it is durable, due and known to its owner; its queue is not
/// paused, its type has a handler, its concurrency key (if any) is free for it.
/// </summary>
internal sealed record BecameRunnable(DateTimeOffset At, string JobId, string Node, int Priority) : HistoryEvent(At);

/// <summary>The job does not wait for a slot any more for another reason than a claim: cancelled, moved, paused, its owner gone.</summary>
internal sealed record StoppedBeingRunnable(DateTimeOffset At, string JobId) : HistoryEvent(At);

/// <summary>A node decided to give a slot to a job.</summary>
/// <param name="At">When it decided, not when that was durable.</param>
/// <param name="JobId">The job.</param>
/// <param name="Token">The attempt's fencing token.</param>
/// <param name="Node">The node.</param>
/// <param name="Priority">The job's.</param>
internal sealed record Claimed(DateTimeOffset At, string JobId, long Token, string Node, int Priority) : HistoryEvent(At);
