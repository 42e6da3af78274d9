namespace JobScheduler.Tests.History;

/// <summary>
/// One schedule from its creation to its deletion or the end. A stretch is the time from one change (created, edited, paused, resumed) to
/// the next on the owner's clock: every occurrence in it must be decided by then, in order, and as the policies say. Where a clock was
/// stepped back, stretches do not overlap: a stretch begins where the one before ended, and what its definition has between the step
/// and there may be decided or not.
/// </summary>
internal sealed class ScheduleWalk(string id, IReadOnlyList<BackfillAsked> backfills, long misfireAfterMs, List<Violation> violations)
{
    private readonly List<long> _waiting = [];
    private NaiveTimes? _times;
    private ScheduleSpec? _spec;
    private bool _paused;
    private bool _exhausted;
    private long _runs;
    private long _clock = long.MinValue;
    private long _from; // what comes up after this must be decided
    private long _ran; // the last occurrence that was decided, and is not excluded
    private long _excluded; // the last that was decided, and is excluded
    private long _caughtUp = long.MinValue; // missed occurrences up to here were judged when the first of them fired
    private DateTimeOffset _at;

    public void Take(ScheduleCommitted commit)
    {
        _at = commit.At;
        foreach (var decision in commit.Decisions)
        {
            Take(commit, decision);
            _exhausted = _runs + _waiting.Count >= _spec?.MaxRuns;
        }

        if (commit.ChangedAt is { } changedAt)
        {
            if (changedAt > commit.Clock)
                Violate(HistoryRule.ScheduleEarly, $"changed at {changedAt}, the owner's clock is {commit.Clock}");
            Change(commit, changedAt);
        }

        _exhausted = _runs + _waiting.Count >= _spec?.MaxRuns;
    }

    /// <summary>Nothing follows. All definitions have ended by now.</summary>
    public void End(DateTimeOffset at)
    {
        _at = at;
        EndStretch(at.ToUnixTimeMilliseconds());
        if (_waiting.Count > 0)
            Violate(HistoryRule.ScheduleLost, $"{_waiting.Count} occurrences still wait, the first is {_waiting[0]}");
    }

    private void Change(ScheduleCommitted commit, long at)
    {
        if (_paused && commit.Paused && _times!.Spec.DefinitionHash == commit.Spec!.DefinitionHash)
            return; // paused once more: nothing is decided until it is resumed or edited
        EndStretch(at);
        _clock = Math.Max(_clock, at);
        (_spec, _paused) = (commit.Spec, commit.Paused);
        if (_times?.Spec != commit.Spec)
            _times = new NaiveTimes(commit.Spec!);
        _from = Math.Max(_clock, Math.Max(_ran, _excluded));
        _ran = Math.Max(_ran, at);
        _excluded = Math.Max(_excluded, at);
    }

    private void EndStretch(long at)
    {
        if (_times is null || _exhausted)
            return;
        foreach (var lost in _times.Runs(Math.Max(_ran, _from), at).Take(1))
            Violate(HistoryRule.ScheduleLost, $"{lost} came up by {at} and was not decided ({_times.Spec.Cron}{(_paused ? ", paused" : "")})");
        foreach (var lost in _times.Excluded(Math.Max(_excluded, _from), at).Take(1))
            Violate(HistoryRule.ScheduleLost, $"{lost} came up by {at} and was not noted as excluded ({_times.Spec.Cron})");
    }

    private void Take(ScheduleCommitted commit, DecisionSeen decision)
    {
        _clock = Math.Max(_clock, decision.DecidedAt);
        // What waited or is backfilled came up before; the clock may have been stepped back since.
        var cameUpBefore = (IsBackfilled(decision.First) && decision.Decision is not (ScheduleDecision.Fired or ScheduleDecision.Missed))
            || (decision.Count == 1 && _waiting.Contains(decision.First));
        if ((decision.Last > decision.DecidedAt && !cameUpBefore) || decision.DecidedAt > commit.Clock || decision.RunAt < decision.First)
            Violate(HistoryRule.ScheduleEarly, $"{decision} by {commit.Clock}");
        switch (decision.Decision)
        {
            case ScheduleDecision.Triggered:
                break;
            case ScheduleDecision.Backfilled:
                if (!IsBackfilled(decision.First))
                    Violate(HistoryRule.ScheduleMisfire, $"nobody asked to backfill {decision.First}");
                break;
            case ScheduleDecision.Excluded:
                if (IsRegular(commit, decision, _excluded))
                    Excluded(decision);
                break;
            case ScheduleDecision.Fired when _waiting.Remove(decision.First):
                Fired(commit, decision);
                break;
            case ScheduleDecision.Skipped when GivesWay(commit, decision) && _waiting.Remove(decision.First):
                break;
            default:
                if (IsRegular(commit, decision, _ran))
                    Ran(commit, decision);
                break;
        }
    }

    /// <summary>Not one of a backfill. What neither follows the last one nor belongs to a backfill is decided twice.</summary>
    private bool IsRegular(ScheduleCommitted commit, DecisionSeen decision, long last)
    {
        var at = decision.Grown ? decision.Last : decision.First;
        if (IsBackfilled(at) && (at <= last || _exhausted || (_paused && !IsOfPause(commit, decision))))
            return false;
        if (at > last)
            return true;
        Violate(HistoryRule.ScheduleDoubled, $"{decision.First} is {decision.Decision} and {last} was decided before");
        return false;
    }

    /// <summary>What waited is skipped because a later one waits now; a backfill may skip the same occurrence for its part.</summary>
    private bool GivesWay(ScheduleCommitted commit, DecisionSeen decision) =>
        decision.Count == 1 && commit.Decisions.Any(each => each.Decision == ScheduleDecision.Queued && each.First > _ran);

    private static bool IsOfPause(ScheduleCommitted commit, DecisionSeen decision) =>
        decision.Decision == ScheduleDecision.Excluded ? commit.ChangedAt is not null : decision.Reason?.StartsWith("paused", StringComparison.Ordinal) == true;

    private bool IsBackfilled(long at) => backfills.Any(each => each.At <= _at && each.From <= at && at < each.To);

    private void Excluded(DecisionSeen decision)
    {
        var all = _times!.Excluded(_excluded, decision.Last).ToList();
        Compare(decision, all, Math.Max(_excluded, _from));
        _excluded = decision.Last;
    }

    private void Ran(ScheduleCommitted commit, DecisionSeen decision)
    {
        var all = _times!.Runs(_ran, decision.Last).ToList();
        Compare(decision, all, Math.Max(_ran, _from));
        _ran = decision.Last;
        if (_exhausted && decision.Decision is (ScheduleDecision.Fired or ScheduleDecision.Queued))
            Violate(HistoryRule.ScheduleMisfire, $"{decision.First} is {decision.Decision} after {_runs} runs of {_spec!.MaxRuns}");
        if (_paused != IsOfPause(commit, decision))
            Violate(HistoryRule.ScheduleMisfire, $"{decision} while {(_paused ? "" : "not ")}paused");
        else if (!_paused && decision.Decision == ScheduleDecision.Missed)
            Missed(decision);
        else if (!_paused)
            Admitted(commit, decision);
        if (decision.Decision == ScheduleDecision.Queued)
            _waiting.Add(decision.First);
        if (decision.Decision == ScheduleDecision.Fired)
            Fired(commit, decision);
    }

    private void Fired(ScheduleCommitted commit, DecisionSeen decision)
    {
        _runs++;
        if (_spec!.Overlap != OverlapPolicy.Allow && commit.ChangedAt is null && decision.Beside is { } other)
            Violate(HistoryRule.ScheduleOverlap, $"{decision.First} made {decision.JobId} while {other} is not terminal ({_spec.Overlap})");
    }

    /// <summary>What a decision says it covers is what came up; nothing that came up lies between it and the one before.</summary>
    private void Compare(DecisionSeen decision, List<long> all, long since)
    {
        var covered = all.Count(at => at >= decision.First);
        if (covered != decision.Count || (!decision.Grown && !all.Contains(decision.First)) || !all.Contains(decision.Last))
            Violate(HistoryRule.ScheduleMisfire, $"{decision} covers {covered} occurrences of {_times!.Spec.Cron}");
        if (!_exhausted && all.Find(at => at > since && at < decision.First) is var lost and > 0)
            Violate(HistoryRule.ScheduleLost, $"{lost} came up before {decision.First} and was not decided ({_times!.Spec.Cron})");
    }

    private void Missed(DecisionSeen decision)
    {
        var missedBefore = decision.DecidedAt - misfireAfterMs;
        if (decision.Last >= missedBefore)
            Violate(HistoryRule.ScheduleMisfire, $"{decision}, but it is not late");
        else if (MayFire(decision.Last, decision.DecidedAt) && decision.Last > _caughtUp)
            Violate(HistoryRule.ScheduleMisfire, $"{decision.Last} was let go at {decision.DecidedAt}, but {_spec!.Misfire} fires it");
    }

    private void Admitted(ScheduleCommitted commit, DecisionSeen decision)
    {
        var missedBefore = decision.DecidedAt - misfireAfterMs;
        if (decision.First >= missedBefore || decision.First <= _caughtUp)
            return;
        if (!commit.MayBeDeferred && !MayFire(decision.First, decision.DecidedAt))
            Violate(HistoryRule.ScheduleMisfire, $"{decision.First} is {decision.Decision} at {decision.DecidedAt}, but {_spec!.Misfire} lets it go");
        _caughtUp = _times!.Runs(decision.First - 1, missedBefore - 1).LastOrDefault();
    }

    /// <summary>A missed occurrence fires if it lies in the window and is among the newest of those that are missed.</summary>
    private bool MayFire(long at, long now)
    {
        var limit = _spec!.Misfire switch { MisfirePolicy.FireOnce => 1, MisfirePolicy.FireAll => _spec.CatchUpLimit, _ => 0 };
        return at >= now - _spec.CatchUpWindowMs && _times!.Runs(at, now - misfireAfterMs - 1).Take(limit).Count() < limit;
    }

    private void Violate(HistoryRule rule, string what) => violations.Add(new(rule, _at, id, what));
}
