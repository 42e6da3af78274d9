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
        foreach (var run in runs)
        {
            var job = jobs.GetValueOrDefault(run.JobId ?? "");
            var decided = Ms(run.DecidedAt);
            var seen = new DecisionSeen(
                run.Decision, Ms(run.NominalAt), Ms(run.Until ?? run.NominalAt), run.Count, decided, run.Reason, run.JobId, job is null ? null : Ms(job.NominalAt!.Value))
            {
                Beside = run.Decision == ScheduleDecision.Fired && before is not null && !(before.FinishedAt <= run.DecidedAt) ? before.JobId : null,
            };
            yield return new ScheduleCommitted(run.DecidedAt, schedule.Id, decided) { Spec = schedule.Definition, Decisions = [seen] };
            if (job is null)
                continue;
            before = job;
            yield return new SubmitTold(run.DecidedAt, run.DecidedAt, SubmitAnswer.Existing, job.JobId) { RunAt = run.NominalAt, MaxAttempts = job.MaxAttempts };
        }

        // As if deleted at that moment: what comes up in the pause is decided by nobody yet.
        var paused = schedule.PausedAt ?? throw new KillTestException($"The schedule {schedule.Id} is not paused.");
        yield return new ScheduleCommitted(paused, schedule.Id, Ms(paused)) { ChangedAt = Ms(paused), Spec = schedule.Definition, Paused = true, Deleted = true };
    }

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
