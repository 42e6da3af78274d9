using System.Text.Json;
using JobScheduler.Tests.History;

namespace JobScheduler.KillTest;

/// <summary>What can be concluded from the store's final answer about moments that nobody outside could see.</summary>
internal static class KillHistory
{
    private const string Node = "silo";

    /// <param name="seen">What was written down.</param>
    /// <param name="finals">The jobs at the end.</param>
    /// <param name="outages">From a kill to the restarted silo being ready.</param>
    /// <param name="warmUp">How long after a restart partitions may still be loading, so that order is not judged.</param>
    public static IReadOnlyList<HistoryEvent> Complete(
        IReadOnlyList<HistoryEvent> seen, IReadOnlyList<JobSnapshot> finals,
        IReadOnlyList<(DateTimeOffset Killed, DateTimeOffset Ready)> outages, TimeSpan warmUp)
    {
        var jobs = finals.ToDictionary(j => j.JobId, StringComparer.Ordinal);
        var entered = seen.OfType<AttemptEntered>().ToLookup(e => e.JobId);
        return
        [
            .. seen.Select(e => e is AttemptEntered entry ? OnTheNodesClock(entry, jobs) : e),
            .. seen.OfType<AttemptLeft>().SelectMany(left => Retry(left, jobs)),
            .. seen.OfType<CommandTold>().SelectMany(command => CancelledAttempts(command, entered)),
            .. PriorityEvents(seen, jobs, entered, outages, warmUp),
        ];
    }

    public static FinalJob Final(JobSnapshot job) => new(job.JobId, job.State)
    {
        AttemptsUsed = job.AttemptsUsed,
        MaxAttempts = job.MaxAttempts,
        Token = job.FencingToken,
        ResultToken = ResultToken(job),
        IdempotencyKey = job.IdempotencyKey,
        ConcurrencyKey = job.ConcurrencyKey,
        ScheduleId = job.ScheduleId,
        Attempts = [.. job.Attempts.Select(a => new FinalAttempt(a.Attempt, a.FencingToken, a.Outcome))],
    };

    /// <summary>started_at is when the handler was entered, unless the attempt was lost: then it is only when it was claimed.</summary>
    private static AttemptEntered OnTheNodesClock(AttemptEntered entry, Dictionary<string, JobSnapshot> jobs) =>
        AttemptOf(entry.JobId, entry.Token, jobs) is { Outcome: not (null or AttemptOutcome.Lost) } attempt
            ? entry with { NodeTime = attempt.StartedAt }
            : entry;

    /// <summary>An attempt that was stored as a retry is followed by none before its delay is over.</summary>
    private static IEnumerable<HistoryEvent> Retry(AttemptLeft left, Dictionary<string, JobSnapshot> jobs)
    {
        if (AttemptOf(left.JobId, left.Token, jobs) is { Outcome: AttemptOutcome.Retry })
            yield return new DueChanged(left.At, left.JobId, left.At + Workload.RetryDelay - TimeSpan.FromMilliseconds(1));
    }

    /// <summary>A cancel ends running attempts at a moment that only the silo knows: they count as ended from when it was asked for.</summary>
    private static IEnumerable<HistoryEvent> CancelledAttempts(CommandTold command, ILookup<string, AttemptEntered> entered) =>
        command.Kind != CommandKind.Cancel
            ? []
            : entered[command.JobId].Select(e => new AttemptInvalidated(e.At > command.SentAt ? e.At : command.SentAt, e.JobId, e.Token));

    /// <summary>
    /// Recorded first attempts as claims, where nothing but slots can have been in the way: no concurrency key, no command, and not
    /// in an outage or just after.
    /// </summary>
    private static IEnumerable<HistoryEvent> PriorityEvents(
        IReadOnlyList<HistoryEvent> seen, Dictionary<string, JobSnapshot> jobs, ILookup<string, AttemptEntered> entered,
        IReadOnlyList<(DateTimeOffset Killed, DateTimeOffset Ready)> outages, TimeSpan warmUp)
    {
        var commanded = seen.OfType<CommandTold>().Select(c => c.JobId).ToHashSet(StringComparer.Ordinal);
        foreach (var told in seen.OfType<SubmitTold>().Where(s => s is { Answer: SubmitAnswer.Accepted, ConcurrencyKey: null }))
        {
            var jobId = told.JobId!;
            if (commanded.Contains(jobId) || jobs.GetValueOrDefault(jobId)?.JobType != "http" || entered[jobId].FirstOrDefault() is not { Attempt: 1 } first)
                continue;
            var runnable = told.At > told.RunAt ? told.At : told.RunAt;

            // The answer may arrive after the handler was entered: then it did not wait.
            if (first.At <= runnable || outages.Any(o => o.Killed <= first.At && runnable <= o.Ready + warmUp))
                continue;
            yield return new BecameRunnable(runnable, jobId, Node, told.Priority);
            yield return new Claimed(first.At, jobId, first.Token, Node, told.Priority);
        }
    }

    private static AttemptSnapshot? AttemptOf(string jobId, long token, Dictionary<string, JobSnapshot> jobs) =>
        jobs.GetValueOrDefault(jobId)?.Attempts.FirstOrDefault(a => a.FencingToken == token);

    private static long? ResultToken(JobSnapshot job)
    {
        if (job.Result is null)
            return null;
        using var result = JsonDocument.Parse(job.Result.Utf8);
        return result.RootElement.ValueKind == JsonValueKind.Object
            && result.RootElement.TryGetProperty("body", out var body) && body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty("token", out var token)
            ? token.GetInt64()
            : null;
    }
}
