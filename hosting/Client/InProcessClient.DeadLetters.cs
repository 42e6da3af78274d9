using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <content>Logs of attempts, and groups of dead letters: made when they are asked for, from a bounded number of failures.</content>
internal sealed partial class InProcessClient
{
    // Of 500 failures each. A page may be short where few of the failures match, so pages are counted and not jobs.
    private const int PagesOfFailures = 10;

    public Task<AttemptLog?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken = default) =>
        _reader.GetLogAsync(jobId, attempt, cancellationToken);

    public async Task<Page<DeadLetterGroup>> ListDeadLetterGroupsAsync(DeadLetterGroupQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var failures = new JobQuery
        {
            Filter = new() { States = [JobState.Failed], JobTypes = query.JobTypes, ErrorCodes = query.ErrorCodes, Queues = query.Queues },
            Order = JobOrder.NewestFailure,
            Limit = query.Limit,
        };
        RequestRules.Check(failures);
        // A place of another order, so that no cursor of the dead letters themselves fits.
        var place = failures with { Order = JobOrder.Oldest, Cursor = query.Cursor };
        var after = ListPosition.FromCursor(place);
        var groups = await GroupFailuresAsync(failures with { Limit = RequestRules.MaxPage }, cancellationToken);
        var rest = groups.Where(group => after is not { } last || IsBehind(group, last)).Take(query.Limit + 1).ToList();
        var page = rest.Take(query.Limit).ToList();
        return new Page<DeadLetterGroup>(page, rest.Count > query.Limit ? PlaceOf(page[^1]).ToCursor(place) : null);
    }

    private async Task<IReadOnlyList<DeadLetterGroup>> GroupFailuresAsync(JobQuery query, CancellationToken cancellationToken)
    {
        var grouping = new DeadLetterGrouping();
        for (var pages = 0; pages < PagesOfFailures; pages++)
        {
            var page = await _reader.ListAsync(query, cancellationToken);
            foreach (var job in page.Items)
                grouping.Add(job);
            if (page.NextCursor is null)
                return grouping.Groups(all: true);
            query = query with { Cursor = page.NextCursor };
        }

        return grouping.Groups(all: false);
    }

    private static ListPosition PlaceOf(DeadLetterGroup group) => new(group.LastSeen.ToUnixTimeMilliseconds(), 0, group.Fingerprint);

    private static bool IsBehind(DeadLetterGroup group, ListPosition last)
    {
        var place = PlaceOf(group);
        return place.First < last.First || (place.First == last.First && string.CompareOrdinal(place.JobId, last.JobId) > 0);
    }
}
