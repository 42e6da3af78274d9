using JobScheduler.Grains.Core;

namespace JobScheduler.Tests.Http;

/// <content>Groups of dead letters: by the fingerprints that the test gave its jobs.</content>
internal sealed partial class FakeSchedulerClient
{
    /// <summary>The queries of groups as they arrived.</summary>
    public List<DeadLetterGroupQuery> GroupQueries { get; } = [];

    /// <summary>Lines of every attempt that there is.</summary>
    public List<LogLine> LogLines { get; } = [new(new(2026, 12, 1, 10, 0, 0, 5, TimeSpan.Zero), LogLineLevel.Warning, "page 2\nof \"5\"")];

    public async Task<AttemptLog?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken = default) =>
        await GetAsync(jobId, cancellationToken) is { } job && job.Attempts.Any(each => each.Attempt == attempt) ? new(jobId, attempt, true, LogLines) : null;

    public Task<Page<DeadLetterGroup>> ListDeadLetterGroupsAsync(DeadLetterGroupQuery query, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckLimit(query.Limit);
        lock (_gate)
        {
            GroupQueries.Add(query);
            var filter = new JobFilter { States = [JobState.Failed], JobTypes = query.JobTypes, ErrorCodes = query.ErrorCodes, Queues = query.Queues };
            var groups = _jobs.Values.Select(entry => entry.Job).Where(job => FakeShapes.Matches(job, filter)).GroupBy(job => job.Fingerprint!)
                .OrderBy(group => group.Key, StringComparer.Ordinal).Select(Group).ToList();
            return Task.FromResult(Cut(groups, query.Limit, query.Cursor, FakeShapes.Describe(new() { Filter = filter })));
        }

        static DeadLetterGroup Group(IGrouping<string, JobSnapshot> jobs) => new()
        {
            Fingerprint = jobs.Key,
            JobType = jobs.First().JobType,
            ErrorCode = jobs.First().Error!.Code,
            Message = FailureMessage.WithoutVariableParts(jobs.First().Error!.Message),
            Count = jobs.Count(),
            CountIsExact = true,
            FirstSeen = jobs.Min(job => job.FinishedAt!.Value),
            LastSeen = jobs.Max(job => job.FinishedAt!.Value),
            Sample = jobs.First(),
        };
    }
}
