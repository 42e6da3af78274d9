using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>Shows rows to people: stored states and the clock become states and waiting reasons.</summary>
public static class JobSnapshots
{
    /// <summary>The state a row shows at a time: a waiting job whose time has come is queued, a claimed one that was not entered too.</summary>
    /// <param name="job">The row.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="begun">Claimed rows: whether the handler was entered.</param>
    public static JobState StateOf(JobRecord job, long now, bool begun = true)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State switch
        {
            StoredState.Waiting => job.RunAt > now ? JobState.Scheduled : JobState.Queued,
            StoredState.Lined => JobState.Queued,
            StoredState.Claimed => begun ? JobState.Running : JobState.Queued,
            StoredState.Completed => JobState.Completed,
            StoredState.Failed => JobState.Failed,
            _ => JobState.Cancelled,
        };
    }

    /// <summary>A job as lists show it.</summary>
    /// <param name="job">The row.</param>
    /// <param name="view">What the node knows.</param>
    public static JobSummary Summary(JobRecord job, SnapshotView view)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Show(job, null, view, null).ToSummary();
    }

    /// <summary>A whole job.</summary>
    /// <param name="job">The row.</param>
    /// <param name="older">Its older attempts, oldest first.</param>
    /// <param name="view">What the node knows.</param>
    public static JobSnapshot Whole(JobRecord job, IReadOnlyList<AttemptRecord> older, SnapshotView view)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(older);
        return Show(job, older, view, job.Spec.Payload);
    }

    /// <summary>A job that was changed just now: without its payload, which whoever changed it has or can read, and without older attempts.</summary>
    /// <param name="job">The row.</param>
    /// <param name="view">What the node knows.</param>
    public static JobSnapshot Changed(JobRecord job, SnapshotView view)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Show(job, [], view, null);
    }

    private static JobSnapshot Show(JobRecord job, IReadOnlyList<AttemptRecord>? older, SnapshotView view, RawJson? payload)
    {
        var begunAt = job.State == StoredState.Claimed ? view.BegunAt(job) : null;
        var state = StateOf(job, view.Now, begunAt is not null);
        var unbegun = job.State == StoredState.Claimed && begunAt is null;
        var attempt = unbegun ? job.Attempt - 1 : job.Attempt;
        return new JobSnapshot
        {
            JobId = job.JobId,
            JobType = job.Spec.JobType,
            Queue = job.Spec.Queue,
            Priority = job.Priority,
            State = state,
            WaitingReason = Reason(job, state, view),
            Attempt = attempt,
            AttemptsUsed = job.AttemptsUsed,
            MaxAttempts = job.Spec.MaxAttempts,
            FencingToken = attempt == 0 ? 0 : job.Token,
            RunAt = Time(job.RunAt),
            SubmittedAt = Time(job.SubmittedAt),
            StartedAt = unbegun || job.Newest is null ? null : Time(begunAt ?? job.Newest.StartedAt),
            FinishedAt = Time(job.FinishedAt),
            CancelRequestedAt = Time(job.CancelRequestedAt),
            ProgressPercent = job.ProgressPercent,
            Message = job.Message,
            Error = job.Error,
            Timeout = job.Spec.TimeoutMs is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
            ExpiresAt = Time(job.Spec.ExpiresAt),
            IdempotencyKey = job.Spec.IdempotencyKey,
            ConcurrencyKey = job.Spec.ConcurrencyKey,
            Tags = job.Spec.Tags,
            TraceId = job.Spec.TraceId,
            ScheduleId = job.Spec.ScheduleId,
            NominalAt = Time(job.Spec.NominalAt),
            UpdatedAt = Time(job.UpdatedAt),
            Fingerprint = job.Fingerprint,
            Payload = payload,
            Result = job.Result,
            Retry = job.Spec.Retry,
            Attempts = older is null ? [] : Attempts(older, job.Newest is { } newest && !unbegun ? Attempt(newest, begunAt ?? newest.StartedAt) : null, job.Newest?.Attempt),
        };
    }

    internal static WaitingReason? Reason(JobRecord job, JobState state, SnapshotView view)
    {
        if (state == JobState.Scheduled)
            return job.Wait;
        if (state != JobState.Queued)
            return null;
        if (view.IsPaused(job.Spec.Queue))
            return WaitingReason.QueuePaused;
        if (!view.Handles(job.Spec.JobType))
            return WaitingReason.UnknownType;
        if (job.State == StoredState.Waiting)
            return WaitingReason.Loading;
        if (job.Line?.Kind == LineKind.Key)
            return WaitingReason.KeyBusy;
        return view.AllSlotsTaken() ? WaitingReason.NoSlot : WaitingReason.Loading;
    }

    /// <param name="older">The attempts before the newest, and perhaps that one again.</param>
    /// <param name="newest">The newest one; null while its handler was not entered.</param>
    /// <param name="newestNumber">Its number, also then.</param>
    private static AttemptSnapshot[] Attempts(IReadOnlyList<AttemptRecord> older, AttemptSnapshot? newest, int? newestNumber)
    {
        if (older.Count == 0)
            return newest is null ? [] : [newest];
        var all = older.Where(attempt => attempt.Attempt != newestNumber).Select(attempt => Attempt(attempt, attempt.StartedAt));
        return [.. (newest is null ? all : all.Append(newest)).TakeLast(PartitionCore.KeptAttempts)];
    }

    private static AttemptSnapshot Attempt(AttemptRecord attempt, long startedAt) => new()
    {
        Attempt = attempt.Attempt,
        FencingToken = attempt.Token,
        Node = attempt.Node,
        StartedAt = Time(startedAt),
        EndedAt = Time(attempt.EndedAt),
        Outcome = attempt.Outcome,
        Error = attempt.Error,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } at ? Time(at) : null;
}

/// <summary>What a node knows that rows do not say.</summary>
/// <param name="Now">Its clock, Unix milliseconds.</param>
/// <param name="IsPaused">Whether a queue is paused.</param>
/// <param name="Handles">Whether a job type has a handler.</param>
/// <param name="BegunAt">Of a claimed job: when its handler was entered; null if it was not yet.</param>
public readonly record struct SnapshotView(long Now, Func<string, bool> IsPaused, Func<string, bool> Handles, Func<JobRecord, long?> BegunAt)
{
    /// <summary>Whether no further attempt could start on the node now.</summary>
    public Func<bool> AllSlotsTaken { get; init; } = static () => true;
}
