namespace JobScheduler.Simulation;

/// <summary>A rule that is broken on purpose, to see that the checks notice.</summary>
internal enum Broken
{
    Nothing,

    /// <summary>The store applies a commit under an old term or seq.</summary>
    SkipTermCheck,

    /// <summary>Handlers are entered up to 4 ms before their time.</summary>
    EarlyHandlers,

    /// <summary>A report is taken as one of the newest attempt.</summary>
    AcceptStaleTokens,

    /// <summary>Claimed attempts are sometimes not handed to their jobs.</summary>
    DropEffects,

    /// <summary>A commit is answered before it is durable.</summary>
    AnswerBeforeCommit,

    /// <summary>Key lines forget their holder.</summary>
    ForgetKeyHolder,

    /// <summary>Counters are not written.</summary>
    ForgetCounters,

    /// <summary>The store inserts without looking whether an idempotency key is taken.</summary>
    ForgetIdempotency,

    /// <summary>Decisions about occurrences that make no jobs are not written.</summary>
    ForgetDecisions,

    /// <summary>How far a schedule's occurrences are decided is not written.</summary>
    ForgetOccurrences,

    /// <summary>Which jobs of a schedule are not terminal is not written.</summary>
    ForgetScheduleJobs,

    /// <summary>The nodes take an hour for being in time.</summary>
    IgnoreMisfires,

    /// <summary>The nodes keep jobs for no time at all after they ended.</summary>
    TrimEarly,

    /// <summary>A commit of a fast path that failed is sometimes taken for applied.</summary>
    TrustFailedFastCommits,

    /// <summary>A report that its owner refused does not come to the next one.</summary>
    DropRefusedReports,

    /// <summary>Partitions look at a clock that is ahead of their node's.</summary>
    FastClock,
}

/// <summary>Which world to run.</summary>
/// <param name="Seed">Decides everything.</param>
/// <param name="Broken">A rule to break.</param>
/// <param name="Trace">Keep a line per event.</param>
internal sealed record SimOptions(int Seed, Broken Broken = Broken.Nothing, bool Trace = false);
