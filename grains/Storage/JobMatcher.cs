namespace JobScheduler.Grains.Storage;

/// <summary>Decides which rows a list shows, and in which order: the same for all stores.</summary>
public sealed class JobMatcher
{
    private readonly JobFilter _filter;
    private readonly long _now;
    private readonly HashSet<JobState>? _states;
    private readonly HashSet<string>? _jobTypes;
    private readonly HashSet<string>? _queues;
    private readonly HashSet<string>? _scheduleIds;
    private readonly HashSet<string>? _idempotencyKeys;
    private readonly HashSet<string>? _concurrencyKeys;
    private readonly HashSet<string>? _errorCodes;
    private readonly HashSet<string>? _fingerprints;

    /// <summary>Prepares a filter.</summary>
    /// <param name="filter">Which jobs.</param>
    /// <param name="order">Due shows waiting jobs only, NewestFailure failed ones only.</param>
    /// <param name="now">Unix milliseconds.</param>
    public JobMatcher(JobFilter filter, JobOrder order, long now)
    {
        ArgumentNullException.ThrowIfNull(filter);
        _filter = filter;
        _now = now;
        Order = order;
        From = filter.From is { } from ? CeilingMilliseconds(from) : long.MinValue;
        To = filter.To is { } to ? CeilingMilliseconds(to) : long.MaxValue;
        _states = filter.States.Count == 0 ? null : [.. filter.States];
        _jobTypes = SetOf(filter.JobTypes);
        _queues = SetOf(filter.Queues);
        _scheduleIds = SetOf(filter.ScheduleIds);
        _idempotencyKeys = SetOf(filter.IdempotencyKeys);
        _concurrencyKeys = SetOf(filter.ConcurrencyKeys);
        _errorCodes = SetOf(filter.ErrorCodes);
        _fingerprints = SetOf(filter.Fingerprints);
    }

    /// <summary>The order of the list.</summary>
    public JobOrder Order { get; }

    /// <summary>submitted_at at or after this.</summary>
    public long From { get; }

    /// <summary>submitted_at before this; <see cref="long.MaxValue"/> does not restrict.</summary>
    public long To { get; }

    /// <summary>False: state and times decide; the rest of the row is not asked for.</summary>
    public bool NeedsRow =>
        (_jobTypes ?? _queues ?? _scheduleIds ?? _idempotencyKeys ?? _concurrencyKeys ?? _errorCodes ?? _fingerprints) is not null || _filter.Tags.Count > 0;

    /// <summary>The state people see.</summary>
    /// <param name="state">As stored.</param>
    /// <param name="runAt">True due time.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static JobState Shown(StoredState state, long runAt, long now) => state switch
    {
        StoredState.Waiting => runAt > now ? JobState.Scheduled : JobState.Queued,
        StoredState.Lined => JobState.Queued,
        StoredState.Claimed => JobState.Running,
        StoredState.Completed => JobState.Completed,
        StoredState.Failed => JobState.Failed,
        _ => JobState.Cancelled,
    };

    /// <summary>Whether rows of this stored state can match at some due time.</summary>
    /// <param name="state">As stored.</param>
    public bool MayMatch(StoredState state) => AllowedByOrder(state) && (_states is null || state switch
    {
        StoredState.Waiting => _states.Contains(JobState.Scheduled) || _states.Contains(JobState.Queued),
        _ => _states.Contains(Shown(state, 0, 0)),
    });

    /// <summary>Whether state and times match: all that is known before the spec is read.</summary>
    /// <param name="state">As stored.</param>
    /// <param name="runAt">True due time.</param>
    /// <param name="submittedAt">When it was accepted.</param>
    public bool MatchesState(StoredState state, long runAt, long submittedAt) =>
        AllowedByOrder(state)
        && (_states is null || _states.Contains(Shown(state, runAt, _now)))
        && submittedAt >= From && (submittedAt < To || To == long.MaxValue);

    /// <summary>Whether a row is shown.</summary>
    /// <param name="job">The row.</param>
    public bool Matches(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return MatchesState(job.State, job.RunAt, job.SubmittedAt)
            && Has(_jobTypes, job.Spec.JobType) && Has(_queues, job.Spec.Queue) && Has(_scheduleIds, job.Spec.ScheduleId)
            && Has(_idempotencyKeys, job.Spec.IdempotencyKey) && Has(_concurrencyKeys, job.Spec.ConcurrencyKey)
            && Has(_errorCodes, job.Error?.Code) && Has(_fingerprints, job.Fingerprint) && HasTags(job.Spec.Tags);
    }

    private bool AllowedByOrder(StoredState state) => Order switch
    {
        JobOrder.Due => state is StoredState.Waiting or StoredState.Lined,
        JobOrder.NewestFailure => state == StoredState.Failed,
        _ => true,
    };

    private bool HasTags(string[] tags)
    {
        foreach (var tag in _filter.Tags)
        {
            if (Array.IndexOf(tags, tag) < 0)
                return false;
        }

        return true;
    }

    private static bool Has(HashSet<string>? wanted, string? value) => wanted is null || (value is not null && wanted.Contains(value));

    private static HashSet<string>? SetOf(IReadOnlyList<string> values) => values.Count == 0 ? null : new(values, StringComparer.Ordinal);

    private static long CeilingMilliseconds(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
