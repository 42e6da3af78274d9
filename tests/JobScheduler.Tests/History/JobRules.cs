namespace JobScheduler.Tests.History;

/// <summary>Rules that look at one job, and the one about idempotency keys.</summary>
internal static class JobRules
{
    public static IEnumerable<Violation> Lost(JobHistory job)
    {
        if (job.Submit is { } promise && job.Final is not { IsTerminal: true })
            yield return new(HistoryRule.Lost, promise.At, job.JobId, $"answered {promise.Answer}, at the end {job.Final?.State.ToString() ?? "absent"}");
    }

    public static IEnumerable<Violation> DoubleValid(JobHistory job)
    {
        var completed = job.Final?.Attempts.Where(a => a.Outcome == AttemptOutcome.Completed).ToArray() ?? [];
        if (completed.Length > 1)
        {
            var tokens = string.Join(" and ", completed.Select(a => a.Token));
            yield return new(HistoryRule.DoubleValid, job.Submit?.At ?? default, job.JobId, $"the attempts with tokens {tokens} all count as completed");
        }

        foreach (var (before, after) in job.Entered.Zip(job.Entered.Skip(1)))
        {
            if (after.Token <= before.Token)
                yield return new(HistoryRule.DoubleValid, after.At, job.JobId, $"token {after.Token} was entered after token {before.Token}");
        }
    }

    public static IEnumerable<Violation> StaleAccepted(JobHistory job)
    {
        foreach (var report in job.Reports.Where(r => r.Accepted))
        {
            var newer = job.Claims.Select(c => (c.Token, c.At)).Concat(job.Entered.Select(e => (e.Token, e.At)))
                .FirstOrDefault(a => a.Token > report.Token && a.At < report.At);
            if (newer.Token > 0)
                yield return new(HistoryRule.StaleAccepted, report.At, job.JobId, $"the report of token {report.Token} was accepted after token {newer.Token} existed");
        }

        if (job.Final is { State: JobState.Completed, ResultToken: { } from } final && from != final.Token)
            yield return new(HistoryRule.StaleAccepted, job.Submit?.At ?? default, job.JobId, $"the result is of token {from}, the newest is {final.Token}");
    }

    /// <remarks>The scope of a key is the concurrency key, or none. A job whose time was over has given its key back.</remarks>
    public static IEnumerable<Violation> DuplicateIdempotency(IEnumerable<SubmitTold> submits, IEnumerable<FinalJob> finals)
    {
        var told = submits
            .Where(s => s is { IdempotencyKey: not null, JobId: not null, Answer: SubmitAnswer.Accepted or SubmitAnswer.Existing })
            .Select(s => (Scope: s.ConcurrencyKey, Key: s.IdempotencyKey!, JobId: s.JobId!, s.At));
        var stored = finals.Where(f => f.IdempotencyKey is not null)
            .Select(f => (Scope: f.ConcurrencyKey, Key: f.IdempotencyKey!, f.JobId, At: default(DateTimeOffset)));
        var trimmed = finals.Where(f => f.IsTrimmed).Select(f => f.JobId).ToHashSet(StringComparer.Ordinal);
        return from one in told.Concat(stored)
               where !trimmed.Contains(one.JobId)
               group one by (one.Scope, one.Key) into same
               let jobs = same.Select(s => s.JobId).Distinct().ToArray()
               where jobs.Length > 1
               select new Violation(
                   HistoryRule.DuplicateIdempotency, same.Max(s => s.At), jobs[0], $"the key {same.Key.Key} has the jobs {string.Join(", ", jobs)}");
    }

    /// <remarks>A replay takes the promise back from the moment it is sent.</remarks>
    public static IEnumerable<Violation> WrongCancel(JobHistory job)
    {
        foreach (var cancel in job.Commands.Where(c => c is { Kind: CommandKind.Cancel, State: JobState.Cancelled }))
        {
            var replay = job.Commands.Where(c => c.Kind == CommandKind.Retry && c.At >= cancel.SentAt)
                .Select(c => c.SentAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            var entered = job.Entered.FirstOrDefault(e => e.At > cancel.At && e.At < replay);
            if (entered is not null)
                yield return new(HistoryRule.WrongCancel, entered.At, job.JobId, $"answered cancelled, then attempt {entered.Attempt} was entered");
            else if (replay == DateTimeOffset.MaxValue && job.Final is { State: not JobState.Cancelled } final)
                yield return new(HistoryRule.WrongCancel, cancel.At, job.JobId, $"answered cancelled, at the end {final.State}");
        }
    }

    /// <remarks>A replay starts the count again, so then only what the store says can be judged.</remarks>
    public static IEnumerable<Violation> AttemptsExceeded(JobHistory job)
    {
        if (job.Final is not { } final)
            yield break;
        var counted = final.Attempts.Count(a => a.Outcome is AttemptOutcome.Retry or AttemptOutcome.Failed or AttemptOutcome.TimedOut or AttemptOutcome.Lost);
        var replayed = job.Commands.Any(c => c.Kind == CommandKind.Retry);
        var used = replayed ? final.AttemptsUsed : Math.Max(counted, final.AttemptsUsed);
        if (used > final.MaxAttempts)
            yield return new(HistoryRule.AttemptsExceeded, job.Submit?.At ?? default, job.JobId, $"{used} attempts used of {final.MaxAttempts}");
    }
}
