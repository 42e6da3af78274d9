using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Index;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>
/// One list. A walk along the index in order of the list, by the most selective part of the filter, gives candidates; each is read and
/// checked. Where few jobs are in the filter's states those are fetched and sorted instead. The work of a page is bounded: it may be
/// short while there is more.
/// </summary>
internal sealed class ListReader(OpenStore store, JobQuery query, long now)
{
    private const int JobsToTry = 300;
    private const int JobsPerPage = 4_000;
    private const int JobsPerCount = 20_000;
    private const int LeastTogether = 50;
    private const int MostTogether = 500;

    // After every job id.
    private const string LastId = "~";
    private readonly JobMatcher _matcher = new(query.Filter, query.Order, now);
    private readonly List<StoredState> _states = [.. Enum.GetValues<StoredState>().Where(new JobMatcher(query.Filter, query.Order, now).MayMatch)];

    /// <summary>The page after a place.</summary>
    public async Task<Page<JobRecord>> PageAsync(ListPosition? after, CancellationToken cancellationToken)
    {
        if (Nothing)
            return new([], null);
        if (query.Order == JobOrder.Due)
            return await new WaitingReader(store, query, _matcher, now).PageAsync(after, cancellationToken).ConfigureAwait(false);
        if (query.Order == JobOrder.NewestFailure)
            return await WalkAsync(FailuresAsync(after, cancellationToken), JobsPerPage, cancellationToken).ConfigureAwait(false);

        if (await KeyedAsync(after, cancellationToken).ConfigureAwait(false) is { } keyed)
            return await WalkAsync(keyed, JobsPerPage, cancellationToken).ConfigureAwait(false);

        // A short walk often fills the page; then it does not matter how many jobs there are.
        var walk = Walk(after, query.Limit, cancellationToken);
        var source = SourceOf(query.Filter);
        if (!source.IsSelective && _states.Count < Enum.GetValues<StoredState>().Length)
        {
            var tried = await WalkAsync(walk, JobsToTry, cancellationToken).ConfigureAwait(false);
            if (tried.NextCursor is null || tried.Items.Count == query.Limit)
                return tried;
            if (await new FewJobs(store).FindAsync(_states, cancellationToken).ConfigureAwait(false) is { } few)
                return await WalkAsync(Sorted(few, after).ToAsyncEnumerable(), JobsPerPage, cancellationToken).ConfigureAwait(false);
        }

        return await WalkAsync(walk, JobsPerPage, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many jobs match, up to a cap.</summary>
    public async Task<(long Count, bool Exact)> CountAsync(long cap, CancellationToken cancellationToken)
    {
        if (Nothing)
            return (0, true);
        var places = await KeyedAsync(null, cancellationToken).ConfigureAwait(false) ?? Walk(null, MostTogether, cancellationToken);
        if (query.Filter.IdempotencyKeys.Count == 0 && !SourceOf(query.Filter).IsSelective && _states.Count < Enum.GetValues<StoredState>().Length
            && await new FewJobs(store).FindAsync(_states, cancellationToken).ConfigureAwait(false) is { } few)
            places = Sorted(few, null).ToAsyncEnumerable();
        var (count, looked) = (0L, 0);
        await foreach (var some in places.Chunk(MostTogether).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (looked >= JobsPerCount)
                return (count, false);
            count += (await MatchesAsync(some, cancellationToken).ConfigureAwait(false)).Count(job => job is not null);
            if (count > cap)
                return (cap, false);
            looked += some.Length;
        }

        return (count, true);
    }

    private bool Nothing => _states.Count == 0 || _matcher.From >= _matcher.To;

    /// <summary>By which facet candidates are found, the most selective that the filter has.</summary>
    private static (string Facet, IReadOnlyList<string> Values, bool IsSelective) SourceOf(JobFilter filter) =>
        filter.ConcurrencyKeys.Count > 0 ? (Facets.ConcurrencyKey, Distinct(filter.ConcurrencyKeys), true)
        : filter.ScheduleIds.Count > 0 ? (Facets.Schedule, Distinct(filter.ScheduleIds), true)
        : filter.Tags.Count > 0 ? (Facets.Tag, [filter.Tags[0]], true)
        : filter.JobTypes.Count > 0 ? (Facets.Type, Distinct(filter.JobTypes), false)
        : filter.Queues.Count > 0 ? (Facets.Queue, Distinct(filter.Queues), false)
        : (Facets.All, [""], false);

    /// <summary>What idempotency keys of the filter lead to; null: it has none.</summary>
    private async Task<IAsyncEnumerable<IndexPlace>?> KeyedAsync(ListPosition? after, CancellationToken cancellationToken) => query.Filter.IdempotencyKeys.Count == 0
        ? null
        : Sorted(await KeyedJobs.FindAsync(store, Distinct(query.Filter.IdempotencyKeys), cancellationToken).ConfigureAwait(false), after).ToAsyncEnumerable();

    private static string[] Distinct(IReadOnlyList<string> values) => [.. values.Distinct(StringComparer.Ordinal).Where(Log.Names.IsText)];

    private IAsyncEnumerable<IndexPlace> Walk(ListPosition? after, int expected, CancellationToken cancellationToken)
    {
        var (facet, values, _) = SourceOf(query.Filter);
        var newestFirst = query.Order == JobOrder.Newest;
        var low = new IndexPlace(_matcher.From, "");
        var high = _matcher.To == long.MaxValue ? new IndexPlace(long.MaxValue, LastId) : new(_matcher.To, "");
        if (after is { } place)
            (low, high) = newestFirst ? (low, Least(high, PlaceOf(place))) : (Most(low, PlaceOf(place)), high);
        return store.Parts.Index.ReadAsync(new(facet, values, newestFirst, low, high, expected), cancellationToken);
    }

    private IAsyncEnumerable<IndexPlace> FailuresAsync(ListPosition? after, CancellationToken cancellationToken) => new EndedReader(store).PlacesAsync(
        StoredState.Failed, newestFirst: true, new(long.MinValue, ""), after is { } place ? PlaceOf(place) : new(long.MaxValue, LastId), query.Limit, cancellationToken);

    /// <summary>A page of what a walk finds. It may be begun anew: a walk remembers nothing.</summary>
    private async Task<Page<JobRecord>> WalkAsync(IAsyncEnumerable<IndexPlace> places, int budget, CancellationToken cancellationToken)
    {
        var items = new List<JobRecord>();
        var looked = 0;
        IndexPlace? last = null;
        await foreach (var some in places.Chunk(Math.Clamp(2 * query.Limit, LeastTogether, MostTogether)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (looked >= budget && last is { } reached)
                return new(items, Cursor(reached));
            var jobs = await MatchesAsync(some, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                if (jobs[i] is not { } job)
                    continue;
                if (items.Count == query.Limit)
                    return new(items, ListPosition.Of(items[^1], query.Order).ToCursor(query));
                items.Add(job);
            }

            looked += some.Length;
            last = some[^1];
        }

        return new(items, null);
    }

    /// <summary>The jobs at these places that the list shows; null: it does not.</summary>
    private async Task<IReadOnlyList<JobRecord?>> MatchesAsync(IndexPlace[] places, CancellationToken cancellationToken)
    {
        var jobs = await store.Lookup.FindAsync([.. places.Select(place => place.JobId)], cancellationToken).ConfigureAwait(false);
        return [.. jobs.Select((job, i) => job is not null && _matcher.Matches(job) && IsAt(job, places[i]) ? job : null)];
    }

    /// <summary>A failed job that was replayed and failed again has two rows in the index.</summary>
    private bool IsAt(JobRecord job, IndexPlace place) => query.Order != JobOrder.NewestFailure || (job.FinishedAt ?? 0) == place.At;

    private List<IndexPlace> Sorted(IEnumerable<IndexPlace> few, ListPosition? after)
    {
        var places = few.Where(place => after is not { } last || ListPosition.Compare(new(place.At, 0, place.JobId), last, query.Order) > 0).ToList();
        places.Sort(query.Order == JobOrder.Newest ? static (x, y) => IndexPlace.Compare(y, x) : IndexPlace.Compare);
        return places;
    }

    private string Cursor(IndexPlace place) => new ListPosition(place.At, 0, place.JobId).ToCursor(query);

    private static IndexPlace PlaceOf(ListPosition place) => new(place.First, place.JobId);

    private static IndexPlace Least(IndexPlace x, IndexPlace y) => IndexPlace.Compare(x, y) < 0 ? x : y;

    private static IndexPlace Most(IndexPlace x, IndexPlace y) => IndexPlace.Compare(x, y) > 0 ? x : y;
}
