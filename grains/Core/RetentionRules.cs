using System.Collections.Frozen;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>How long jobs are kept after they ended, in milliseconds; null is for ever, 0 as short as can be.</summary>
/// <param name="Completed">Completed jobs.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="Cancelled">Cancelled jobs.</param>
public sealed record RetentionPeriods(long? Completed, long? Failed, long? Cancelled)
{
    /// <summary>The period of a terminal state.</summary>
    /// <param name="state">Completed, failed or cancelled.</param>
    public long? Of(StoredState state) => state switch
    {
        StoredState.Completed => Completed,
        StoredState.Failed => Failed,
        StoredState.Cancelled => Cancelled,
        _ => null,
    };
}

/// <summary>How long jobs are kept after they ended, by state and job type.</summary>
public sealed class RetentionRules
{
    /// <summary>
    /// Jobs that another partition sent here are kept at least this long: until then a repeated delivery, late on its way, must find
    /// the job, or it would be made and run once more.
    /// </summary>
    public const long LeastOfSentMs = 60 * 60 * 1000;

    private readonly FrozenDictionary<string, RetentionPeriods> _byType;
    private readonly RetentionPeriods _default;
    private readonly long _leastOfSent;

    /// <summary>Makes rules.</summary>
    /// <param name="byDefault">For types that have no rule of their own.</param>
    /// <param name="byType">By job type as submitted, aliases included.</param>
    /// <param name="leastOfSentMs">See <see cref="LeastOfSentMs"/>; shorter only where time is simulated.</param>
    public RetentionRules(RetentionPeriods byDefault, IReadOnlyDictionary<string, RetentionPeriods>? byType = null, long leastOfSentMs = LeastOfSentMs)
    {
        _default = byDefault;
        _byType = (byType ?? new Dictionary<string, RetentionPeriods>()).ToFrozenDictionary(StringComparer.Ordinal);
        _leastOfSent = leastOfSentMs;
    }

    /// <summary>Nothing is ever removed.</summary>
    public static RetentionRules Forever { get; } = new(new RetentionPeriods(null, null, null));

    /// <summary>Whether a job came, or may have come, from another partition.</summary>
    /// <param name="job">The job.</param>
    public static bool WasSent(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return WasSent(job.JobId);
    }

    /// <summary>Whether a job came, or may have come, from another partition: its id says so.</summary>
    /// <param name="jobId">The job.</param>
    public static bool WasSent(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return jobId.Length != JobIds.Length;
    }

    /// <summary>Whether a job's time is over.</summary>
    /// <param name="state">Its terminal state.</param>
    /// <param name="jobType">Its type as submitted.</param>
    /// <param name="wasSent">Another partition made it.</param>
    /// <param name="finishedAt">When it ended, Unix milliseconds.</param>
    /// <param name="now">Unix milliseconds.</param>
    public bool IsOver(StoredState state, string jobType, bool wasSent, long finishedAt, long now) =>
        PeriodOf(state, jobType, wasSent) is { } period && finishedAt <= now - period;

    /// <summary>All periods that jobs of a state may have, shortest first; none: they are kept for ever.</summary>
    /// <param name="state">A terminal state.</param>
    public IReadOnlyList<long> PeriodsOf(StoredState state)
    {
        var periods = _byType.Values.Append(_default).Select(each => each.Of(state)).OfType<long>().ToHashSet();
        return [.. periods.Concat(periods.Where(period => period < _leastOfSent).Select(_ => _leastOfSent)).Distinct().Order()];
    }

    /// <summary>How long a job is kept at least; null: for ever.</summary>
    /// <param name="state">Its terminal state.</param>
    /// <param name="jobType">Its type as submitted.</param>
    /// <param name="wasSent">Another partition made it.</param>
    public long? PeriodOf(StoredState state, string jobType, bool wasSent) =>
        PeriodOf(state, jobType) is { } period ? (wasSent ? Math.Max(period, _leastOfSent) : period) : null;

    private long? PeriodOf(StoredState state, string jobType) => (_byType.GetValueOrDefault(jobType) ?? _default).Of(state);
}
