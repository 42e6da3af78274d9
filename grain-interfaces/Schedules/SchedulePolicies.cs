namespace JobScheduler;

/// <summary>What an occurrence does while a job of its schedule is not terminal yet (one that waits for a retry included).</summary>
public enum OverlapPolicy
{
    /// <summary>The occurrence is skipped.</summary>
    Skip,

    /// <summary>It waits until no job of the schedule is left; while one waits, others are skipped.</summary>
    QueueOne,

    /// <summary>It waits; those that wait run one after the other. At most 100 wait, others are skipped.</summary>
    QueueAll,

    /// <summary>The schedule's jobs are cancelled, and it runs when the last of them is terminal. A later occurrence takes the place of one that waits.</summary>
    CancelRunning,

    /// <summary>It runs beside them.</summary>
    Allow,
}

/// <summary>What happens to occurrences that are decided more than <c>MisfireAfter</c> after their time, for example after a down-time.</summary>
public enum MisfirePolicy
{
    /// <summary>The newest of them within the catch-up window fires.</summary>
    FireOnce,

    /// <summary>All within the catch-up window fire, oldest first; if there are more than the limit, the newest ones.</summary>
    FireAll,

    /// <summary>None fires.</summary>
    Skip,
}

/// <summary>What was decided about an occurrence.</summary>
public enum ScheduleDecision
{
    /// <summary>It made a job.</summary>
    Fired,

    /// <summary>It waits for the schedule's jobs to end.</summary>
    Queued,

    /// <summary>It makes no job: an overlap, a pause, or its place was taken.</summary>
    Skipped,

    /// <summary>Its time had passed and the misfire policy let it go.</summary>
    Missed,

    /// <summary>The schedule excludes its time.</summary>
    Excluded,

    /// <summary>A backfill made a job for it.</summary>
    Backfilled,

    /// <summary>Somebody asked for a job now.</summary>
    Triggered,
}
