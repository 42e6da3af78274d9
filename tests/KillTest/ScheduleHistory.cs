using JobScheduler.Tests.History;

namespace JobScheduler.KillTest;

/// <summary>A schedule's life as the API shows it: created once, never edited, paused at the end.</summary>
internal static class ScheduleHistory
{
    /// <param name="schedule">The schedule at the end.</param>
    /// <param name="runs">Its decisions, oldest first.</param>
    /// <param name="jobs">All jobs by id.</param>
    public static IEnumerable<HistoryEvent> Of(ScheduleSnapshot schedule, IReadOnlyList<ScheduleRun> runs, IReadOnlyDictionary<string, JobSnapshot> jobs)
    {
        var created = Ms(schedule.CreatedAt);
        yield return new ScheduleCommitted(schedule.CreatedAt, schedule.Id, created) { Created = true, ChangedAt = created, Spec = schedule.Definition };
        JobSnapshot? before = null;
        foreach (var batch in runs.GroupBy(run => run.DecidedAt)) // decided together, as far as can be seen from here
        {
            var seen = new List<DecisionSeen>();
            foreach (var run in batch)
            {
                var job = jobs.GetValueOrDefault(run.JobId ?? "");
                seen.Add(Seen(run, job, before));
                before = job ?? before;
            }

            yield return new ScheduleCommitted(batch.Key, schedule.Id, Ms(batch.Key)) { Spec = schedule.Definition, Decisions = seen };
        }

        foreach (var run in runs)
        {
            if (run.JobId is { } jobId && jobs.TryGetValue(jobId, out var made))
                yield return new SubmitTold(run.DecidedAt, run.DecidedAt, SubmitAnswer.Existing, jobId) { RunAt = run.NominalAt, MaxAttempts = made.MaxAttempts };
        }

        // As if deleted at that moment: what comes up in the pause is decided by nobody yet.
        var paused = schedule.PausedAt ?? throw new KillTestException($"The schedule {schedule.Id} is not paused.");
        yield return new ScheduleCommitted(paused, schedule.Id, Ms(paused)) { ChangedAt = Ms(paused), Spec = schedule.Definition, Paused = true, Deleted = true };
    }

    /// <summary>All its decisions, oldest first.</summary>
    public static async Task<IReadOnlyList<ScheduleRun>> RunsAsync(IJobSchedulerClient client, string id)
    {
        var runs = new List<ScheduleRun>();
        string? cursor = null;
        do
        {
            var page = await client.ListScheduleRunsAsync(id, 500, cursor);
            runs.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        runs.Reverse();
        return runs;
    }

    private static DecisionSeen Seen(ScheduleRun run, JobSnapshot? job, JobSnapshot? before)
    {
        var beside = run.Decision == ScheduleDecision.Fired && before is not null && !(before.FinishedAt <= run.DecidedAt) ? before.JobId : null;
        return new DecisionSeen(
            run.Decision, Ms(run.NominalAt), Ms(run.Until ?? run.NominalAt), run.Count, Ms(run.DecidedAt), run.Reason, run.JobId, job is null ? null : Ms(job.NominalAt!.Value))
        {
            Beside = beside,
        };
    }

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
