using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Retention;

/// <summary>
/// Finds jobs whose time is over. For each state and each period that jobs of the state may have there is a lane: a walk along the
/// ended jobs, oldest first, up to those that are as old as the period. So jobs that are kept longer never block others, and each is
/// looked at once per period. A lane begins anew once a day, for what could not be removed when it was there, or came in behind it.
/// </summary>
/// <remarks>Only a proposal: each partition judges for itself what it removes. Used by one grain, one call at a time.</remarks>
internal sealed class RetentionWalk
{
    /// <summary>Jobs looked at in one step.</summary>
    public const int JobsPerStep = 200;

    private const long RoundMs = 24L * 60 * 60 * 1000;
    private readonly IJobQueries _queries;
    private readonly RetentionRules _rules;
    private readonly Lane[] _lanes;
    private int _next;

    public RetentionWalk(IJobQueries queries, RetentionRules rules)
    {
        (_queries, _rules) = (queries, rules);
        StoredState[] states = [StoredState.Completed, StoredState.Failed, StoredState.Cancelled];
        _lanes = [.. states.SelectMany(state => rules.PeriodsOf(state).Select(period => new Lane(state, period)))];
    }

    /// <summary>Everything is kept for ever.</summary>
    public bool IsIdle => _lanes.Length == 0;

    /// <summary>The next jobs to remove, or null when no lane has any now. The walk goes on only after <see cref="Done"/>.</summary>
    /// <exception cref="StoreUnavailableException">The store is out of reach.</exception>
    public async Task<Step?> NextAsync(long now, CancellationToken cancellationToken)
    {
        for (var tried = 0; tried < _lanes.Length; tried++)
        {
            var lane = _lanes[_next];
            var page = await _queries.ListEndedAsync(lane.State, lane.At, now - lane.PeriodMs, JobsPerStep, cancellationToken);
            if (page.Count > 0)
                return new Step(lane, page[^1].Position, [.. page.Where(job => IsOver(lane.State, job, now)).Select(job => job.JobId)]);
            lane.BeginAnewIfDue(now);
            _next = (_next + 1) % _lanes.Length;
        }

        return null;
    }

    /// <summary>The step's jobs have been asked about: the lane goes on behind them, and another has its turn.</summary>
    public void Done(Step step)
    {
        step.Lane.At = step.Through;
        _next = (_next + 1) % _lanes.Length;
    }

    private bool IsOver(StoredState state, EndedJob job, long now) =>
        !job.IsSent && _rules.IsOver(state, job.JobType, RetentionRules.WasSent(job.JobId), job.FinishedAt, now);

    /// <summary>Jobs of one lane.</summary>
    internal sealed record Step(Lane Lane, EndedPosition Through, IReadOnlyList<string> JobIds);

    /// <summary>One state and period.</summary>
    internal sealed class Lane(StoredState state, long periodMs)
    {
        private long? _begun;

        public StoredState State => state;

        public long PeriodMs => periodMs;

        public EndedPosition At { get; set; } = EndedPosition.Start;

        public void BeginAnewIfDue(long now)
        {
            _begun ??= now;
            if (now - _begun < RoundMs)
                return;
            (_begun, At) = (now, EndedPosition.Start);
        }
    }
}
