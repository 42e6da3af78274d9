namespace JobScheduler.Tests.History;

/// <summary>Rules about the jobs of one concurrency key.</summary>
internal static class KeyRules
{
    public static IEnumerable<Violation> TwoRunning(IEnumerable<JobHistory> jobs)
    {
        foreach (var entries in EntriesByKey(jobs))
        {
            var end = DateTimeOffset.MinValue;
            AttemptEntered? running = null;
            foreach (var (job, entered) in entries)
            {
                if (entered.At < end)
                {
                    yield return new(
                        HistoryRule.TwoRunningOfOneKey, entered.At, job.JobId,
                        $"key {job.ConcurrencyKey}: token {entered.Token} was entered while {running!.JobId} ran with token {running.Token}");
                }

                if (job.EndOf(entered.Token) is var itsEnd && itsEnd > end)
                    (end, running) = (itsEnd, entered);
            }
        }
    }

    public static IEnumerable<Violation> TokenNotRising(IEnumerable<JobHistory> jobs)
    {
        foreach (var entries in EntriesByKey(jobs))
        {
            foreach (var (before, after) in entries.Zip(entries.Skip(1)))
            {
                if (after.Entered.Token <= before.Entered.Token && after.Job != before.Job)
                {
                    yield return new(
                        HistoryRule.KeyTokenNotRising, after.Entered.At, after.Job.JobId,
                        $"key {after.Job.ConcurrencyKey}: token {after.Entered.Token} after {before.Entered.Token} of {before.Job.JobId}");
                }
            }
        }
    }

    /// <remarks>
    /// Judged for first attempts of jobs whose time is known as accepted and was not changed: an attempt after a failure has another
    /// due time, and while a job waits for that it does not block its key.
    /// </remarks>
    public static IEnumerable<Violation> Order(IEnumerable<JobHistory> jobs, TimeSpan room)
    {
        foreach (var key in jobs.Where(IsJudged).GroupBy(j => j.ConcurrencyKey))
        {
            var waiting = key.OrderBy(j => j.Submit!.RunAt).ToArray();
            foreach (var job in waiting)
            {
                if (job.Entered.FirstOrDefault() is not { Attempt: 1 } entered)
                    continue;
                var decided = (job.Claims.FirstOrDefault(c => c.Token == entered.Token)?.At ?? entered.At) - room;
                if (waiting.FirstOrDefault(other => IsBefore(other, job) && Waited(other, decided, entered.At)) is { } passed)
                {
                    yield return new(
                        HistoryRule.KeyOrder, entered.At, job.JobId,
                        $"key {job.ConcurrencyKey}: entered before {passed.JobId}, which was due at {passed.Submit!.RunAt:HH:mm:ss.fff}, this one at {job.Submit!.RunAt:HH:mm:ss.fff}");
                }
            }
        }
    }

    private static bool IsJudged(JobHistory job) =>
        job is { ConcurrencyKey: not null, Submit.Answer: SubmitAnswer.Accepted } && job.Commands.Count == 0 && (job.Final is null || job.Final.State != JobState.Cancelled);

    /// <summary>By run_at, then by submission, where both answers tell that order for certain.</summary>
    private static bool IsBefore(JobHistory one, JobHistory other) =>
        one.Submit!.RunAt < other.Submit!.RunAt || (one.Submit.RunAt == other.Submit.RunAt && one.Submit.At <= other.Submit.SentAt);

    /// <summary>Durable and due before a decision, and without an attempt when the other one was entered.</summary>
    private static bool Waited(JobHistory job, DateTimeOffset decided, DateTimeOffset entered) =>
        job.Submit!.At < decided && job.Submit.RunAt < decided && !job.Entered.Any(e => e.At <= entered) && !job.Claims.Any(c => c.At <= entered)
        && (job.Final is null || !job.Final.Attempts.Any(a => a.Attempt == 1 && a.Outcome == AttemptOutcome.Lost));

    private static IEnumerable<(JobHistory Job, AttemptEntered Entered)[]> EntriesByKey(IEnumerable<JobHistory> jobs) =>
        from job in jobs
        where job.ConcurrencyKey is not null
        from entered in job.Entered
        group (Job: job, Entered: entered) by job.ConcurrencyKey into key
        select key.OrderBy(e => e.Entered.At).ToArray();
}
