namespace JobScheduler.Tests.History;

/// <summary>Rules about schedules: each is walked through its commits, and its decisions are held against the jobs at the end.</summary>
internal static class ScheduleRules
{
    public static IEnumerable<Violation> Check(IReadOnlyList<HistoryEvent> events, IReadOnlyCollection<FinalJob> finals, long misfireAfterMs)
    {
        var commits = events.OfType<ScheduleCommitted>().ToList();
        var backfills = events.OfType<BackfillAsked>().ToLookup(each => each.ScheduleId);
        var end = events.Count == 0 ? default : events[^1].At;
        return [.. commits.GroupBy(each => each.ScheduleId).SelectMany(each => Walk(each, [.. backfills[each.Key]], end, misfireAfterMs)), .. Jobs(commits, finals, end)];
    }

    private static List<Violation> Walk(IGrouping<string, ScheduleCommitted> commits, List<BackfillAsked> backfills, DateTimeOffset end, long misfireAfterMs)
    {
        var violations = new List<Violation>();
        ScheduleWalk? walk = null;
        foreach (var commit in commits)
        {
            if (commit.Created)
                walk = new ScheduleWalk(commits.Key, backfills, misfireAfterMs, violations);
            walk?.Take(commit);
            if (commit.Deleted)
                walk = null;
        }

        walk?.End(end);
        return violations;
    }

    /// <summary>A job for each decision that made one, and a decision for each job.</summary>
    private static IEnumerable<Violation> Jobs(List<ScheduleCommitted> commits, IReadOnlyCollection<FinalJob> finals, DateTimeOffset end)
    {
        var jobs = finals.Where(job => job.ScheduleId is not null).Select(job => job.JobId).ToHashSet(StringComparer.Ordinal);
        var decided = new HashSet<string>(StringComparer.Ordinal);
        foreach (var commit in commits)
        {
            foreach (var decision in commit.Decisions.Where(each => each.JobId is not null))
            {
                if (!decided.Add(decision.JobId!))
                    yield return new(HistoryRule.ScheduleDoubled, commit.At, commit.ScheduleId, $"two decisions name the job {decision.JobId}");
                if (!jobs.Contains(decision.JobId!))
                    yield return new(HistoryRule.ScheduleLost, commit.At, commit.ScheduleId, $"the job {decision.JobId} of {decision.First} is nowhere");
            }
        }

        foreach (var job in jobs.Where(job => !decided.Contains(job)))
            yield return new(HistoryRule.ScheduleDoubled, end, job, "a job of a schedule that belongs to no decision");
    }
}
