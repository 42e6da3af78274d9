using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// One list. A short look at the rows in order of the list often fills the page. If not, and the filter's states have few jobs
/// (waiting, running and failed ones are indexed), those are fetched and sorted; else more rows are looked at, a bounded number
/// per page. All ways give the same order and cursors.
/// </summary>
internal sealed class ListReader(RowReaders rows, JobQuery query, long now)
{
    private const int RowsToTry = 2_000;
    private const int RowsPerPage = 20_000;
    private const int RowsPerCount = 200_000;
    private const int FewJobs = 20_000;
    private const string Select = $"SELECT {RowReaders.ListColumns}, state, run_at, finished_at FROM jobs WHERE ";
    private const string NewestSql = Select + "(submitted_at, job_id) < (?1, ?2) AND submitted_at >= ?3 ORDER BY submitted_at DESC, job_id DESC";
    private const string OldestSql = Select + "(submitted_at, job_id) > (?1, ?2) AND submitted_at < ?3 ORDER BY submitted_at, job_id";
    private const string DueSql = Select + "state < 2 AND (run_at, sequence) >= (?1, ?2) AND (run_at, sequence, job_id) > (?1, ?2, ?3) ORDER BY run_at, sequence, job_id";
    private const string NewestFailureSql = Select + "state > 2 AND state = 4 AND (finished_at, job_id) < (?1, ?2) ORDER BY finished_at DESC, job_id DESC";

    // After every job id.
    private const string LastId = "~";

    private readonly JobMatcher _matcher = new(query.Filter, query.Order, now);
    private readonly List<StoredState> _states = [.. Enum.GetValues<StoredState>().Where(new JobMatcher(query.Filter, query.Order, now).MayMatch)];

    // Set when a scan ended before the list did.
    private ListPosition? _stoppedAt;

    /// <summary>The page after a place.</summary>
    public Page<JobRecord> Page(ListPosition? after)
    {
        // Where matching jobs lie close together a short look at the list is enough, however many there are.
        if (Nothing)
            return new([], null);
        return TryPage(Scan(after, RowsToTry, needed: true))
            ?? (Few() is { } few ? TryPage(Fetch(few, after)) : null)
            ?? ShortPage(after);
    }

    /// <summary>How many jobs match, up to a cap.</summary>
    public (long Count, bool Exact) Count(long cap)
    {
        if (Nothing)
            return (0, true);
        var count = 0L;
        foreach (var _ in Few() is { } few ? Fetch(few, null) : Scan(null, RowsPerCount, _matcher.NeedsRow))
        {
            if (count++ == cap)
                return (cap, false);
        }

        return (count, _stoppedAt is null);
    }

    private bool Nothing => _states.Count == 0 || _matcher.From >= _matcher.To;

    /// <summary>A full page or the last one; null if the rows were not looked at to their end.</summary>
    private Page<JobRecord>? TryPage(IEnumerable<JobRecord?> matches)
    {
        _stoppedAt = null;
        var items = new List<JobRecord>();
        foreach (var job in matches)
        {
            if (items.Count == query.Limit)
                return new(items, ListPosition.Of(items[^1], query.Order).ToCursor(query));
            items.Add(job!);
        }

        return _stoppedAt is null ? new(items, null) : null;
    }

    private Page<JobRecord> ShortPage(ListPosition? after)
    {
        var items = Scan(after, RowsPerPage, needed: true).Take(query.Limit).ToList();
        var last = items.Count == query.Limit ? ListPosition.Of(items[^1]!, query.Order) : _stoppedAt;
        return new(items!, last?.ToCursor(query));
    }

    /// <summary>The ids of all jobs in the filter's states; null if there are many or they cannot be told cheaply.</summary>
    private List<string>? Few()
    {
        if (query.Order is JobOrder.Due or JobOrder.NewestFailure || _states.Any(state => state is StoredState.Completed or StoredState.Cancelled))
            return null;
        var ids = new List<string>();
        if (_states.Any(state => state is StoredState.Waiting or StoredState.Lined) && !TryAdd("SELECT job_id FROM jobs INDEXED BY jobs_waiting WHERE state < 2 LIMIT ?1"))
            return null;
        if (_states.Contains(StoredState.Failed) && !TryAdd("SELECT job_id FROM jobs INDEXED BY jobs_ended WHERE state > 2 AND state = 4 LIMIT ?1"))
            return null;
        if (_states.Contains(StoredState.Claimed) && !TryAdd("SELECT job_id FROM running LIMIT ?1"))
            return null;
        return ids;

        bool TryAdd(string sql)
        {
            ids.AddRange(RowReaders.All(rows.Get(sql).Bind(1, FewJobs + 1), row => row.Text(0)));
            return ids.Count <= FewJobs;
        }
    }

    private IEnumerable<JobRecord?> Fetch(List<string> ids, ListPosition? after)
    {
        var places = new List<ListPosition>(ids.Count);
        foreach (var id in ids)
        {
            if (JobIds.TryParse(id, out _, out var submittedAt)
                && new ListPosition(submittedAt, 0, id) is var place && (after is not { } last || ListPosition.Compare(place, last, query.Order) > 0))
                places.Add(place);
        }

        places.Sort((x, y) => ListPosition.Compare(x, y, query.Order));
        foreach (var place in places)
        {
            if (rows.FindJob(place.JobId, JobDetail.List) is { } job && _matcher.Matches(job))
                yield return job;
        }
    }

    private IEnumerable<JobRecord?> Scan(ListPosition? after, int budget, bool needed)
    {
        var row = Begin(after);
        try
        {
            while (row.Step())
            {
                if (_matcher.MatchesState((StoredState)row.Int32(5), row.Int64(6), row.Int64(0)))
                {
                    var job = needed ? rows.ReadJob(row, JobDetail.List) : null;
                    if (job is null || _matcher.Matches(job))
                        yield return job;
                }

                if (--budget > 0)
                    continue;
                _stoppedAt = PlaceOf(row);
                yield break;
            }
        }
        finally
        {
            row.Reset();
        }
    }

    private Statement Begin(ListPosition? after) => query.Order switch
    {
        JobOrder.Newest => rows.Get(NewestSql).Bind(1, after?.First ?? _matcher.To).Bind(2, after?.JobId ?? "").Bind(3, _matcher.From),
        JobOrder.Oldest => rows.Get(OldestSql).Bind(1, after?.First ?? _matcher.From).Bind(2, after?.JobId ?? "").Bind(3, _matcher.To),
        JobOrder.Due => rows.Get(DueSql).Bind(1, after?.First ?? long.MinValue).Bind(2, after?.Second ?? long.MinValue).Bind(3, after?.JobId ?? ""),
        JobOrder.NewestFailure => rows.Get(NewestFailureSql).Bind(1, after?.First ?? long.MaxValue).Bind(2, after?.JobId ?? LastId),
        _ => throw new InvalidOperationException($"There is no order {query.Order}."),
    };

    private ListPosition PlaceOf(Statement row) => query.Order switch
    {
        JobOrder.Due => new(row.Int64(6), row.Int64(2), row.Text(1)),
        JobOrder.NewestFailure => new(row.Int64(7), 0, row.Text(1)),
        _ => new(row.Int64(0), 0, row.Text(1)),
    };
}
