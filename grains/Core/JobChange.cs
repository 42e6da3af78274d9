using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>What can happen to a job: the closed set of moves that <see cref="JobTransitions.Apply"/> knows.</summary>
public abstract record JobChange
{
    private protected JobChange()
    {
    }

    /// <summary>Its time has come, or it moves from one line to another.</summary>
    public sealed record BecomeDue : JobChange;

    /// <summary>An attempt takes a token.</summary>
    /// <param name="Token">Higher than any before in the partition.</param>
    /// <param name="Node">The process that will run it.</param>
    public sealed record Claim(long Token, string Node) : JobChange;

    /// <summary>A claimed attempt that was never entered is handed back: it does not count and leaves no trace but its token.</summary>
    public sealed record TakeBack : JobChange;

    /// <summary>The newest attempt ended.</summary>
    /// <param name="Report">How.</param>
    public sealed record End(AttemptEnd Report) : JobChange;

    /// <summary>The running attempt reported progress.</summary>
    /// <param name="Percent">0 to 100, or null to keep the last.</param>
    /// <param name="Text">A sentence, or null to keep the last.</param>
    public sealed record Progress(double? Percent, string? Text) : JobChange;

    /// <summary>A caller wants it cancelled.</summary>
    /// <param name="Reason">Kept as the message, or null to keep the last.</param>
    public sealed record Cancel(string? Reason = null) : JobChange;

    /// <summary>Its expires_at has come before it started.</summary>
    public sealed record Expire : JobChange;

    /// <summary>A caller gives it another time or priority.</summary>
    /// <param name="RunAt">New time, or null to keep it.</param>
    /// <param name="Priority">New priority, or null to keep it.</param>
    public sealed record Move(long? RunAt, int? Priority) : JobChange;

    /// <summary>A caller wants it to run now.</summary>
    public sealed record RunNow : JobChange;

    /// <summary>A caller replays a failed or cancelled job.</summary>
    public sealed record Replay : JobChange;

    /// <summary>A caller gives a dead letter up.</summary>
    /// <param name="Reason">Kept as the message.</param>
    public sealed record Discard(string? Reason) : JobChange;
}

/// <summary>How an attempt ended, with what the transition needs to decide the rest.</summary>
/// <param name="Kind">How.</param>
/// <param name="StartedAt">When its handler was entered; null if that is not known.</param>
/// <param name="Draw">A random number in [0, 1) for the retry delay.</param>
public sealed record AttemptEnd(AttemptEndKind Kind, long? StartedAt, double Draw)
{
    /// <summary>Completed: the result, or null.</summary>
    public RawJson? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public JobError? Error { get; init; }

    /// <summary>Retry: replaces the policy's delay; milliseconds.</summary>
    public long? AfterMs { get; init; }

    /// <summary>Snooze: until when.</summary>
    public long? Until { get; init; }

    /// <summary>The last progress, merged with the outcome.</summary>
    public double? ProgressPercent { get; init; }

    /// <summary>The last progress message, merged with the outcome.</summary>
    public string? Message { get; init; }

    /// <summary>It leaves a log.</summary>
    public bool HasLog { get; init; }
}

/// <summary>How an attempt ended, as reported.</summary>
public enum AttemptEndKind
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

    /// <summary>Its process died or lost it.</summary>
    Lost,

    /// <summary>Handed back at shutdown.</summary>
    Released,
}

/// <summary>The answer to a change: the job after it, or why it is not allowed. Never an exception.</summary>
/// <param name="Job">The job after the change; unchanged if refused.</param>
/// <param name="Refusal">Null if allowed, else a sentence.</param>
public readonly record struct Transition(JobRecord Job, string? Refusal)
{
    /// <summary>The change was applied (perhaps without effect).</summary>
    public bool Allowed => Refusal is null;
}
