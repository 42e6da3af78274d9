using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>What is checked beside <see cref="HistoryRule"/>: rules that need to see the store and the nodes.</summary>
internal enum SimRule
{
    /// <summary>An answer said done, and the store does not have it.</summary>
    AnswerNotDurable,

    /// <summary>An answer said that nothing is stored, and it is.</summary>
    RefusedButStored,

    /// <summary>One submit made two jobs.</summary>
    DuplicateSubmit,

    /// <summary>A job changed in a way that no event allows: out of a terminal state, back in attempts, in what never changes.</summary>
    IllegalMove,

    /// <summary>A claim took a token that is not above all before it in the partition.</summary>
    TokenNotRising,

    /// <summary>attempts_used does not follow from how attempts ended.</summary>
    AttemptsArithmetic,

    /// <summary>A node was told that the outcome of its attempt is durable or stale, and later the attempt counted as lost.</summary>
    OutcomeForgotten,

    /// <summary>A node entered an attempt that it had itself recorded as ended.</summary>
    EnteredInvalid,

    /// <summary>A node entered an attempt after it had answered that the queue is paused.</summary>
    EnteredWhilePaused,

    /// <summary>An entry of the due index lies behind both its time and every clock.</summary>
    PlacedLate,

    /// <summary>The watermark of the due index is ahead of every clock.</summary>
    WatermarkAhead,

    /// <summary>The store refused a batch that breaks its rules.</summary>
    CommitRejected,

    /// <summary>A job vanished before its time, or while something still named it; or one that had vanished came back.</summary>
    WronglyTrimmed,

    /// <summary>Something threw that must not.</summary>
    Failed,

    /// <summary>Rows of the store contradict one another.</summary>
    Audit,

    /// <summary>What a schedule's rows count as not terminal is not, or what it waits for is not where its owner looks.</summary>
    ScheduleActive,

    /// <summary>What the node counts as claimed or running is not zero when nothing is.</summary>
    SlotsLeaked,

    /// <summary>In a calm world a job that could run waited although a slot was free.</summary>
    IdleWhileReady,

    /// <summary>waiting_reason was not true.</summary>
    WaitingReason,

    /// <summary>After everything was healed, something did not come to its end.</summary>
    Stuck,
}

/// <summary>One broken promise.</summary>
/// <param name="Rule">A <see cref="SimRule"/> or <see cref="HistoryRule"/>.</param>
/// <param name="At">World time.</param>
/// <param name="JobId">The job, or what else it is about.</param>
/// <param name="What">For people.</param>
internal sealed record SimViolation(string Rule, DateTimeOffset At, string JobId, string What);
