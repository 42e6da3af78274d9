namespace JobScheduler.Tests.History;

/// <summary>How strict a check may be; an observer that sees less precisely needs more room.</summary>
internal sealed record HistoryTolerance
{
    /// <summary>
    /// How long before a claim or an entry a job must have been waiting to count as passed over. Simulation: zero, since claims
    /// carry the instant of their decision. A real process: the time from decision to entry (a commit), which cannot be seen.
    /// </summary>
    public TimeSpan Order { get; init; } = TimeSpan.Zero;

    /// <summary>An occurrence decided later than this after its time is missed.</summary>
    public TimeSpan MisfireAfter { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Counts broken promises in a history. Pure: the simulation and the kill test use the same. A rule judges only what it can see:
/// events that an observer cannot record are simply absent.
/// </summary>
internal static class HistoryChecker
{
    public static HistoryReport Check(
        IReadOnlyList<HistoryEvent> events, IReadOnlyCollection<FinalJob> finals, HistoryTolerance? tolerance = null)
    {
        var jobs = JobHistory.Of(events, finals);
        var room = tolerance ?? new HistoryTolerance();
        Violation[] violations =
        [
            .. jobs.SelectMany(JobRules.Lost),
            .. jobs.SelectMany(EarlyRule.Check),
            .. jobs.SelectMany(JobRules.DoubleValid),
            .. jobs.SelectMany(JobRules.StaleAccepted),
            .. PriorityRule.Check(events, room.Order),
            .. KeyRules.TwoRunning(jobs),
            .. KeyRules.Order(jobs, room.Order),
            .. KeyRules.TokenNotRising(jobs),
            .. JobRules.DuplicateIdempotency(events.OfType<SubmitTold>(), finals),
            .. jobs.SelectMany(JobRules.WrongCancel),
            .. jobs.SelectMany(JobRules.AttemptsExceeded),
            .. ScheduleRules.Check(events, finals, (long)room.MisfireAfter.TotalMilliseconds),
        ];
        return new HistoryReport(violations, new Dictionary<string, int>
        {
            ["jobs promised"] = jobs.Count(j => j.Promises.Count > 0),
            ["submits in doubt"] = events.Count(e => e is SubmitTold { Answer: SubmitAnswer.Unknown }),
            ["commands"] = events.Count(e => e is CommandTold),
            ["attempts entered"] = jobs.Sum(j => j.Entered.Count),
            ["concurrency keys"] = jobs.Select(j => j.ConcurrencyKey).OfType<string>().Distinct().Count(),
            ["claims"] = events.Count(e => e is Claimed),
            ["final jobs"] = finals.Count,
            ["decisions of schedules"] = events.OfType<ScheduleCommitted>().Sum(e => e.Decisions.Count),
        });
    }
}
