namespace JobScheduler;

/// <summary>Where a job is in its life. The last three are terminal.</summary>
public enum JobState
{
    /// <summary>Not due yet, or waiting for a retry or a snooze to end.</summary>
    Scheduled,

    /// <summary>Due and not running; <see cref="WaitingReason"/> says why.</summary>
    Queued,

    /// <summary>An attempt runs.</summary>
    Running,

    /// <summary>The handler completed it.</summary>
    Completed,

    /// <summary>A dead letter: no attempt is left, or the handler refused it for good.</summary>
    Failed,

    /// <summary>Cancelled by a caller, expired before it started, or discarded.</summary>
    Cancelled,
}

/// <summary>Why a job that is not terminal does not run; of several reasons the first that applies, in the order given here.</summary>
public enum WaitingReason
{
    /// <summary>Scheduled: its time has not come.</summary>
    NotDue,

    /// <summary>Scheduled: an attempt failed and the next one waits for its delay.</summary>
    RetryDelay,

    /// <summary>Scheduled: its handler asked to be called again later.</summary>
    Snoozed,

    /// <summary>Queued: its queue is paused.</summary>
    QueuePaused,

    /// <summary>Queued: no handler is registered for its type.</summary>
    UnknownType,

    /// <summary>Queued: an earlier job of its concurrency key has not ended its attempt.</summary>
    KeyBusy,

    /// <summary>Queued: all worker slots are taken.</summary>
    NoSlot,

    /// <summary>Queued: a slot is free, and it starts in a moment: its entry is being read, or its claim written.</summary>
    Loading,
}

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>The handler completed the job.</summary>
    Completed,

    /// <summary>The attempt failed and another follows.</summary>
    Retry,

    /// <summary>The handler asked to be called again later; the attempt is not counted as used.</summary>
    Snoozed,

    /// <summary>The attempt failed and none follows.</summary>
    Failed,

    /// <summary>The job was cancelled while the attempt ran.</summary>
    Cancelled,

    /// <summary>The attempt outlasted its time-out.</summary>
    TimedOut,

    /// <summary>The process that ran the attempt died or lost it.</summary>
    Lost,

    /// <summary>The attempt was handed back at shutdown; it is not counted as used.</summary>
    Released,
}
