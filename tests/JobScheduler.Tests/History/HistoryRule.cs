namespace JobScheduler.Tests.History;

/// <summary>What the scheduler promises, each as the violation that would break it.</summary>
internal enum HistoryRule
{
    /// <summary>A job was accepted and at the end is absent or not terminal.</summary>
    Lost,

    /// <summary>A handler was entered before the job's time on the node's clock.</summary>
    Early,

    /// <summary>Two attempts of a job both count as completed, or a token was entered twice or does not rise.</summary>
    DoubleValid,

    /// <summary>What an attempt reported was accepted although a newer attempt existed.</summary>
    StaleAccepted,

    /// <summary>A slot was given to a job while one of higher priority, runnable for longer than the tolerance, waited on the same node.</summary>
    OutOfOrderPriority,

    /// <summary>An attempt of a concurrency key was entered before the one before it had ended or become invalid.</summary>
    TwoRunningOfOneKey,

    /// <summary>Of two due and durable jobs of a concurrency key that wait for their first attempt, the later one was entered first.</summary>
    KeyOrder,

    /// <summary>An attempt of a concurrency key has no higher token than the one before it.</summary>
    KeyTokenNotRising,

    /// <summary>Two jobs have one idempotency key in one scope.</summary>
    DuplicateIdempotency,

    /// <summary>A client was told that its job is cancelled, and yet it was entered later, or ended otherwise.</summary>
    WrongCancel,

    /// <summary>More attempts were used than max_attempts allows.</summary>
    AttemptsExceeded,

    /// <summary>An occurrence came up and no decision says what became of it, or its job is nowhere.</summary>
    ScheduleLost,

    /// <summary>An occurrence was decided twice, or a job of a schedule belongs to no decision.</summary>
    ScheduleDoubled,

    /// <summary>An occurrence was decided before its time on the owner's clock, or its job is due before it.</summary>
    ScheduleEarly,

    /// <summary>An occurrence made its job beside another of the schedule, which the overlap policy forbids.</summary>
    ScheduleOverlap,

    /// <summary>A missed occurrence fired that the misfire policy lets go, one that it fires was let go, or something fired that is no occurrence.</summary>
    ScheduleMisfire,
}
