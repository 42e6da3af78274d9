using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>
/// The one door for every change of a job's state. Pure: the same job, change and time give the same answer. Where the job lies
/// (line and place) is not decided here: a move leaves <see cref="JobRecord.Line"/> null and the partition places it.
/// </summary>
public static class JobTransitions
{
    /// <summary>Applies a change.</summary>
    /// <param name="job">The job before it.</param>
    /// <param name="change">What happens.</param>
    /// <param name="now">The owner's clock, Unix milliseconds.</param>
    public static Transition Apply(JobRecord job, JobChange change, long now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return change switch
        {
            // What every job goes through makes one copy of its row and nothing else.
            JobChange.BecomeDue => IsWaiting(job) ? new(job with { State = StoredState.Lined, Line = null, At = default, UpdatedAt = now }, null) : Refused(job, "wait"),
            JobChange.Claim claim => IsWaiting(job) ? new(Claimed(job, claim, now), null) : Refused(job, "wait"),
            JobChange.End { Report: { Kind: AttemptEndKind.Completed } end } when job.State == StoredState.Claimed => new(Completed(job, end, now), null),
            _ => ApplyOther(job, change, now),
        };
    }

    private static Transition ApplyOther(JobRecord job, JobChange change, long now) => change switch
    {
        JobChange.TakeBack => From(job, job.State == StoredState.Claimed, "run", () => TakenBack(job, now), now),
        JobChange.End end => From(job, job.State == StoredState.Claimed, "run", () => Ended(job, end.Report, now), now),
        JobChange.Progress progress => From(job, job.State == StoredState.Claimed, "run", () => Progressed(job, progress.Percent, progress.Text), now),
        JobChange.Cancel cancel => Cancel(job, cancel.Reason, now),
        JobChange.Expire => From(job, CanExpire(job), "wait for its first attempt", () => Finish(job, StoredState.Cancelled, now) with { Message = "expired" }, now),
        JobChange.Move move => From(job, IsWaiting(job), "wait", () => Unplaced(job) with { RunAt = move.RunAt ?? job.RunAt, Priority = move.Priority ?? job.Priority }, now),
        JobChange.RunNow => RunNow(job, now),
        JobChange.Replay => From(job, job.State is StoredState.Failed or StoredState.Cancelled, "be failed or cancelled", () => Replayed(job, now), now),
        JobChange.Discard discard => From(
            job, job.State == StoredState.Failed, "be failed", () => Finish(job, StoredState.Cancelled, now) with { Message = discard.Reason, Fingerprint = null }, now),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "not a change of a job"),
    };

    /// <summary>True while the job has a place in the due index or a line.</summary>
    /// <param name="job">A job.</param>
    public static bool IsWaiting(JobRecord job) => job is { State: StoredState.Waiting or StoredState.Lined };

    /// <summary>True when nothing more happens to the job by itself.</summary>
    /// <param name="job">A job.</param>
    public static bool IsTerminal(JobRecord job) => job is { State: StoredState.Completed or StoredState.Failed or StoredState.Cancelled };

    /// <summary>A job expires only before its first attempt, and not once a caller replayed it.</summary>
    /// <param name="job">A job.</param>
    public static bool CanExpire(JobRecord job) => job is { Attempt: 0, Revision: 0, Spec.ExpiresAt: not null } && IsWaiting(job);

    private static Transition From(JobRecord job, bool allowed, string must, Func<JobRecord> move, long now) =>
        allowed ? new(move() with { UpdatedAt = now }, null) : Refused(job, must);

    private static Transition Refused(JobRecord job, string must) => new(job, $"The job must {must}, but it is {Name(job.State)}.");

    private static Transition Cancel(JobRecord job, string? reason, long now) => job.State switch
    {
        StoredState.Waiting or StoredState.Lined => new(Finish(job, StoredState.Cancelled, now) with { Message = reason ?? job.Message }, null),
        StoredState.Claimed => new(
            job.CancelRequestedAt is null ? job with { CancelRequestedAt = now, Message = reason ?? job.Message, UpdatedAt = now } : job, null),
        StoredState.Cancelled => new(job, null),
        _ => new(job, $"The job is {Name(job.State)} and cannot be cancelled."),
    };

    private static Transition RunNow(JobRecord job, long now) => job.State switch
    {
        StoredState.Waiting => new(Unplaced(job) with { RunAt = Math.Min(job.RunAt, now), UpdatedAt = now }, null),
        StoredState.Lined => new(job, null),
        _ => new(job, $"The job must wait, but it is {Name(job.State)}."),
    };

    private static JobRecord Claimed(JobRecord job, JobChange.Claim claim, long now) => job with
    {
        Line = null,
        At = default,
        State = StoredState.Claimed,
        Attempt = job.Attempt + 1,
        Token = claim.Token,
        // A claim may be early, its handler is not: what is shown of an attempt that was lost must not look so either.
        Newest = new AttemptRecord(job.Attempt + 1, claim.Token, claim.Node, Math.Max(now, job.RunAt)),
        ProgressPercent = null,
        Message = null,
        UpdatedAt = now,
    };

    private static JobRecord Completed(JobRecord job, AttemptEnd end, long now) => job with
    {
        State = StoredState.Completed,
        Newest = Closed(job, end, AttemptOutcome.Completed, null, now),
        FinishedAt = now,
        Result = end.Result,
        Error = null,
        ProgressPercent = 100,
        Message = end.Message ?? job.Message,
        HasLogs = job.HasLogs || end.HasLog,
        UpdatedAt = now,
    };

    // The token stays spent: a later attempt of the job must have a higher one.
    private static JobRecord TakenBack(JobRecord job, long now)
    {
        var back = job with { Attempt = job.Attempt - 1, Newest = null };
        return job.CancelRequestedAt is null ? back with { State = StoredState.Lined } : Finish(back, StoredState.Cancelled, now);
    }

    private static JobRecord Replayed(JobRecord job, long now) => job with
    {
        State = StoredState.Waiting,
        RunAt = now,
        Wait = WaitingReason.NotDue,
        AttemptsUsed = 0,
        LostInRow = 0,
        FinishedAt = null,
        CancelRequestedAt = null,
        ProgressPercent = null,
        Message = null,
        Fingerprint = null,
        Revision = job.Revision + 1,
    };

    private static JobRecord Ended(JobRecord job, AttemptEnd end, long now)
    {
        job = Progressed(job, end.ProgressPercent, end.Message);
        if (job.CancelRequestedAt is not null)
            return Finish(Close(job, end, AttemptOutcome.Cancelled, null, now), StoredState.Cancelled, now);
        return end.Kind switch
        {
            AttemptEndKind.Cancelled => Finish(Close(job, end, AttemptOutcome.Cancelled, null, now), StoredState.Cancelled, now),
            AttemptEndKind.Snooze => Again(Close(job, end, AttemptOutcome.Snoozed, null, now), WaitingReason.Snoozed, Math.Max(end.Until ?? now, now)),
            AttemptEndKind.Released => Close(job, end, AttemptOutcome.Released, null, now) with { State = StoredState.Lined },
            AttemptEndKind.Fail => Failed(Close(job, end, AttemptOutcome.Failed, end.Error ?? Unexplained, now), now),
            AttemptEndKind.TimedOut => Missed(job, end, AttemptOutcome.TimedOut, end.Error ?? new("timed_out", "The attempt outlasted its time-out."), now),
            AttemptEndKind.Lost => Missed(job, end, AttemptOutcome.Lost, end.Error ?? new("lost", "The process that ran the attempt died or lost it."), now),
            _ => Missed(job, end, AttemptOutcome.Retry, end.Error ?? Unexplained, now),
        };
    }

    private static JobError Unexplained { get; } = new("retry", "The handler asked for another attempt.");

    /// <summary>An attempt that counts failed: another one follows if one is left.</summary>
    private static JobRecord Missed(JobRecord job, AttemptEnd end, AttemptOutcome outcome, JobError error, long now)
    {
        var used = job.AttemptsUsed + 1;
        var last = used >= job.Spec.MaxAttempts;
        var lostInRow = outcome == AttemptOutcome.Lost ? job.LostInRow + 1 : 0;
        var closed = Close(job, end, last && outcome == AttemptOutcome.Retry ? AttemptOutcome.Failed : outcome, error, now) with { LostInRow = lostInRow };
        if (last)
            return Failed(closed, now);
        closed = closed with { AttemptsUsed = used };
        if (lostInRow == 1)
            return closed with { State = StoredState.Lined };
        var delay = end.AfterMs ?? RetryDelays.Next(job.Spec.Retry, used, end.Draw);
        return Again(closed, WaitingReason.RetryDelay, now + delay);
    }

    private static JobRecord Failed(JobRecord job, long now) => Finish(job, StoredState.Failed, now) with
    {
        AttemptsUsed = job.AttemptsUsed + 1,
        Fingerprint = Fingerprints.Of(job.Spec.JobType, job.Error!.Code, job.Error.Message),
    };

    private static JobRecord Again(JobRecord job, WaitingReason reason, long at) =>
        job with { State = StoredState.Waiting, Wait = reason, RunAt = at, LostInRow = reason == WaitingReason.Snoozed ? 0 : job.LostInRow };

    private static JobRecord Close(JobRecord job, AttemptEnd end, AttemptOutcome outcome, JobError? error, long now) => job with
    {
        Newest = Closed(job, end, outcome, error, now),
        Error = error ?? job.Error,
        HasLogs = job.HasLogs || end.HasLog,
    };

    private static AttemptRecord Closed(JobRecord job, AttemptEnd end, AttemptOutcome outcome, JobError? error, long now) =>
        job.Newest! with { StartedAt = end.StartedAt ?? Math.Min(job.Newest.StartedAt, now), EndedAt = now, Outcome = outcome, Error = error };

    private static JobRecord Finish(JobRecord job, StoredState state, long now) => Unplaced(job) with { State = state, FinishedAt = now, UpdatedAt = now };

    private static JobRecord Progressed(JobRecord job, double? percent, string? message) =>
        job with { ProgressPercent = percent ?? job.ProgressPercent, Message = message ?? job.Message };

    private static JobRecord Unplaced(JobRecord job) => job with { Line = null, At = default };

    private static string Name(StoredState state) => state switch
    {
        StoredState.Waiting => "scheduled",
        StoredState.Lined => "queued",
        StoredState.Claimed => "running",
        StoredState.Completed => "completed",
        StoredState.Failed => "failed",
        _ => "cancelled",
    };
}
