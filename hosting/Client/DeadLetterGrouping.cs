using JobScheduler.Grains.Core;

namespace JobScheduler.Hosting.Client;

/// <summary>Gathers dead letters by fingerprint. They are added newest failure first, so a group's first one is its newest.</summary>
internal sealed class DeadLetterGrouping
{
    private readonly Dictionary<string, DeadLetterGroup> _groups = new(StringComparer.Ordinal);

    public void Add(JobSummary job)
    {
        if (job is not { Fingerprint: { } fingerprint, Error: { } error, FinishedAt: { } failedAt })
            return; // replayed while the page was read
        _groups[fingerprint] = _groups.TryGetValue(fingerprint, out var group)
            ? group with { Count = group.Count + 1, FirstSeen = failedAt }
            : new DeadLetterGroup
            {
                Fingerprint = fingerprint,
                JobType = job.JobType,
                ErrorCode = error.Code,
                Message = FailureMessage.WithoutVariableParts(error.Message),
                Count = 1,
                CountIsExact = true,
                FirstSeen = failedAt,
                LastSeen = failedAt,
                Sample = job,
            };
    }

    /// <summary>The groups, the one with the newest failure first, then by fingerprint.</summary>
    /// <param name="all">False: there are older failures that were not added, and any group may have some.</param>
    public IReadOnlyList<DeadLetterGroup> Groups(bool all) =>
    [
        .. _groups.Values.OrderByDescending(group => group.LastSeen).ThenBy(group => group.Fingerprint, StringComparer.Ordinal)
            .Select(group => all ? group : group with { CountIsExact = false }),
    ];
}
