using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Storage;

/// <summary>
/// What every store checks of a batch before it writes anything, so that all stores refuse the same batches. A batch that breaks
/// a rule is a bug of its writer; the answer is Rejected and names the row.
/// </summary>
public static class CommitRules
{
    // Time and level.
    private const int LineBytes = 8;

    // Reused by each thread: a set of a thousand names for each batch is most of what the check costs.
    [ThreadStatic]
    private static HashSet<RowName>? _rows;

    /// <summary>Checks limits, the head, that no row is named twice, that no put lies under a trim or delete, and that jobs and schedules lie in this partition.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="partitions">Number of partitions of the store.</param>
    /// <returns>Null if the batch keeps the rules, else the answer to give.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The store has no such partition.</exception>
    public static CommitResult? Check(CommitBatch batch, int partitions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(batch.Partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch.Partition, partitions);
        if (batch.Head.Term != batch.Term || batch.Head.Seq != batch.Seq + 1)
            return Conflict("the head must have the batch's term and the seq after it");
        if (batch.Mutations.Count > StoreLimits.CommitRows)
            return TooLarge($"{batch.Mutations.Count} rows; at most {StoreLimits.CommitRows} are allowed");
        return CheckSize(batch.Mutations) ?? CheckRows(batch, partitions);
    }

    /// <summary>What a mutation counts against <see cref="StoreLimits.CommitBytes"/>: its texts, payload and result, without a store's own overhead.</summary>
    /// <param name="mutation">The mutation.</param>
    /// <returns>Bytes, about: a character counts as one.</returns>
    public static long SizeOf(Mutation mutation) => mutation switch
    {
        InsertJob { Job: var job } => SizeOf(job.Spec) + SizeOfChanges(job),
        UpdateJob { Job: var job } => SizeOfChanges(job),
        PutAttempt { Attempt: var attempt } => SizeOf(attempt),
        PutAttemptLog { Log: var log } => SizeOf(log),
        PutSend { Send: var send } => (send.Spec is { } spec ? SizeOf(spec) : 0) + (send.ScheduleId?.Length ?? 0),
        PutSchedule { Schedule: var schedule } => SizeOf(schedule.Spec) + SizeOfChanges(schedule),
        UpdateSchedule { Schedule: var schedule } => SizeOfChanges(schedule),
        PutDecision { Decision: var decision } => SizeOf(decision),
        PutQueue { Queue: var queue } => (queue.Note?.Length ?? 0) + (queue.By?.Length ?? 0),
        PutEntry { Entry: var entry } => entry.Line.Name.Length,
        _ => 0,
    };

    private static CommitResult? CheckSize(IReadOnlyList<Mutation> mutations)
    {
        var bytes = 0L;
        var jobs = 0;
        for (var i = 0; i < mutations.Count; i++)
        {
            bytes += SizeOf(mutations[i]);
            if (mutations[i] is InsertJob or UpdateJob or PutSchedule or PutSend { Send.Spec: not null })
                jobs++;
        }

        return bytes > StoreLimits.CommitBytes && jobs > 1
            ? TooLarge($"{bytes} bytes of {jobs} jobs; at most {StoreLimits.CommitBytes} are allowed unless a job goes alone")
            : null;
    }

    private static CommitResult? CheckRows(CommitBatch batch, int partitions)
    {
        var rows = _rows ??= [];
        rows.Clear();
        Dictionary<LineId, Position>? trims = null;
        HashSet<string>? deleted = null;
        HashSet<string>? deletedJobs = null;
        foreach (var mutation in batch.Mutations)
        {
            if (mutation is DeleteJob { JobId: var gone })
                (deletedJobs ??= new(StringComparer.Ordinal)).Add(gone);
            if (mutation is TrimEntries trim)
                (trims ??= []).TryAdd(trim.Line, trim.UpTo);
            if (mutation is DeleteSchedule delete)
                (deleted ??= new(StringComparer.Ordinal)).Add(delete.ScheduleId);
            if (JobOf(mutation) is { } job && !LiesIn(job, batch.Partition, partitions))
                return Conflict($"job {job.JobId} submitted at {job.SubmittedAt} does not lie in partition {batch.Partition} under that time");
            if (mutation is DeleteJob { JobId: var left } && !(JobIds.TryGetPartition(left, partitions, out var home) && home == batch.Partition))
                return Conflict($"job {left} does not lie in partition {batch.Partition}");
            if (mutation is InsertJob { Job: { PayloadOmitted: true, JobId: var id } })
                return Conflict($"job {id} is inserted without its payload");
            if (ScheduleOf(mutation) is { } schedule && Routing.PartitionOf(schedule, partitions) != batch.Partition)
                return Conflict($"schedule {schedule} does not lie in partition {batch.Partition}");
            if (mutation is PutEntry { Entry: { Kind: EntryKind.Fire, Line.Kind: not LineKind.Due } fire })
                return Conflict($"an entry of schedule {fire.JobId} lies in {fire.Line} and not in the due index");
            if (mutation is PutSend { Send: var send } && send.Spec is null == (send.Kind == SentKind.Job))
                return Conflict($"send row {send.Id} of kind {send.Kind} {(send.Spec is null ? "has no" : "has a")} job to insert");
            if (!rows.Add(RowName.Of(mutation)) || (mutation is DeleteAttempt dropped && !rows.Add(RowName.OfLog(dropped))))
                return Conflict($"a row is named twice: {Describe(mutation)}");
        }

        return CheckTrims(batch.Mutations, trims) ?? CheckDeletes(batch.Mutations, deleted) ?? CheckDeletedJobs(batch.Mutations, deletedJobs);
    }

    private static CommitResult? CheckTrims(IReadOnlyList<Mutation> mutations, Dictionary<LineId, Position>? trims)
    {
        if (trims is null)
            return null;
        foreach (var mutation in mutations)
        {
            if (mutation is PutEntry { Entry: var entry } && trims.TryGetValue(entry.Line, out var upTo) && entry.At <= upTo)
                return Conflict($"an entry of job {entry.JobId} lies under a trim of the same batch");
        }

        return null;
    }

    private static CommitResult? CheckDeletes(IReadOnlyList<Mutation> mutations, HashSet<string>? deleted)
    {
        if (deleted is null)
            return null;
        foreach (var mutation in mutations)
        {
            if (mutation is not DeleteSchedule && ScheduleOf(mutation) is { } schedule && deleted.Contains(schedule))
                return Conflict($"schedule {schedule} is deleted and changed by the same batch");
        }

        return null;
    }

    private static CommitResult? CheckDeletedJobs(IReadOnlyList<Mutation> mutations, HashSet<string>? deleted)
    {
        if (deleted is null)
            return null;
        foreach (var mutation in mutations)
        {
            if (NamedJobOf(mutation) is { } job && deleted.Contains(job))
                return Conflict($"job {job} is deleted and named by {mutation.GetType().Name} of the same batch");
        }

        return null;
    }

    private static string? NamedJobOf(Mutation mutation) => mutation switch
    {
        PutAttempt put => put.JobId,
        PutAttemptLog put => put.JobId,
        DeleteAttempt delete => delete.JobId,
        PutEntry { Entry: { Kind: not EntryKind.Fire } entry } => entry.JobId,
        PutLine { Line.Holder: { } holder } => holder,
        PutRunning put => put.Running.JobId,
        PutIdempotency put => put.Key.JobId,
        PutScheduleJob put => put.Job.JobId,
        PutSend put => put.Send.JobId,
        _ => null,
    };

    private static JobRecord? JobOf(Mutation mutation) => mutation switch
    {
        InsertJob insert => insert.Job,
        UpdateJob update => update.Job,
        _ => null,
    };

    private static string? ScheduleOf(Mutation mutation) => mutation switch
    {
        PutSchedule put => put.Schedule.Id,
        UpdateSchedule update => update.Schedule.Id,
        DeleteSchedule delete => delete.ScheduleId,
        PutDecision put => put.ScheduleId,
        DeleteDecision delete => delete.ScheduleId,
        PutScheduleJob put => put.Job.ScheduleId,
        DeleteScheduleJob delete => delete.Job.ScheduleId,
        _ => null,
    };

    private static bool LiesIn(JobRecord job, int partition, int partitions) =>
        JobIds.TryParse(job.JobId, out var hash, out var submittedAt)
        && submittedAt == job.SubmittedAt && Routing.PartitionOf(hash, partitions) == partition;

    private static string Describe(Mutation mutation) => mutation switch
    {
        InsertJob insert => $"job {insert.Job.JobId}",
        UpdateJob update => $"job {update.Job.JobId}",
        DeleteJob delete => $"job {delete.JobId}",
        PutAttempt put => $"attempt {put.Attempt.Attempt} of job {put.JobId}",
        PutAttemptLog put => $"the log of attempt {put.Attempt} of job {put.JobId}",
        PutEntry put => $"entry {put.Entry.At} of line {put.Entry.Line}",
        PutSchedule put => $"schedule {put.Schedule.Id}",
        UpdateSchedule update => $"schedule {update.Schedule.Id}",
        PutDecision put => $"decision {put.Decision.Number} of schedule {put.ScheduleId}",
        _ => mutation.ToString(),
    };

    internal static long SizeOf(JobSpec spec)
    {
        var size = (long)spec.JobType.Length + spec.Queue.Length + spec.TraceParent.Length + spec.RequestHash.Length
            + (spec.Payload?.Length ?? 0) + (spec.IdempotencyKey?.Length ?? 0) + (spec.ConcurrencyKey?.Length ?? 0)
            + (spec.TraceState?.Length ?? 0) + (spec.ScheduleId?.Length ?? 0) + (8L * spec.Retry.Delays.Count);
        foreach (var tag in spec.Tags)
            size += tag.Length;
        return size;
    }

    private static long SizeOf(ScheduleSpec spec)
    {
        var size = SizeOf(spec.Job) + spec.Cron.Length + spec.TimeZone.Length + spec.DefinitionHash.Length;
        foreach (var exclusion in spec.Exclude)
            size += exclusion.Length;
        return size;
    }

    private static long SizeOfChanges(ScheduleRecord schedule) =>
        (schedule.Note?.Length ?? 0) + (schedule.PausedBy?.Length ?? 0) + (8L * schedule.Waiting.Count)
        + (16L * schedule.Backfills.Count) + (schedule.Open is { } open ? SizeOf(open) : 0);

    private static long SizeOf(DecisionRecord decision) => decision.Reason?.Length ?? 0;

    /// <summary>What the row of a job that exists counts.</summary>
    internal static long SizeOfChanges(JobRecord job) =>
        (job.Result?.Length ?? 0) + (job.Message?.Length ?? 0) + SizeOf(job.Error) + (job.Newest is null ? 0 : SizeOf(job.Newest));

    private static long SizeOf(AttemptRecord attempt) => attempt.Node.Length + SizeOf(attempt.Error);

    internal static long SizeOf(LoggedLines? log)
    {
        var size = 0L;
        foreach (var line in log?.Lines ?? [])
            size += LineBytes + line.Message.Length;
        return size;
    }

    private static long SizeOf(JobError? error) =>
        error is null ? 0 : error.Code.Length + error.Message.Length + (error.Detail?.Length ?? 0);

    private static CommitResult Conflict(string detail) => new(CommitStatus.Rejected, RejectReason.Conflict, detail);

    private static CommitResult TooLarge(string detail) => new(CommitStatus.Rejected, RejectReason.TooLarge, detail);

    /// <summary>Names the row a mutation changes; a trim counts as a row of its own.</summary>
    private readonly record struct RowName(int Table, string Name, string? More, long First, long Second)
    {
        public static RowName Of(Mutation mutation) => mutation switch
        {
            InsertJob insert => new(0, insert.Job.JobId, null, 0, 0),
            UpdateJob update => new(0, update.Job.JobId, null, 0, 0),
            DeleteJob delete => new(0, delete.JobId, null, 0, 0),
            PutAttempt put => new(1, put.JobId, null, put.Attempt.Attempt, 0),
            DeleteAttempt delete => new(1, delete.JobId, null, delete.Attempt, 0),
            PutAttemptLog put => new(10, put.JobId, null, put.Attempt, 0),
            PutEntry { Entry: var entry } => new(16 + (int)entry.Line.Kind, entry.Line.Name, PriorityName(entry.Line), entry.At.At, entry.At.Order),
            TrimEntries trim => new(32 + (int)trim.Line.Kind, trim.Line.Name, null, trim.Line.Priority, 0),
            PutLine put => new(48 + (int)put.Line.Line.Kind, put.Line.Line.Name, null, put.Line.Line.Priority, 0),
            DeleteLine delete => new(48 + (int)delete.Line.Kind, delete.Line.Name, null, delete.Line.Priority, 0),
            PutRunning put => new(2, "", null, put.Running.Token, 0),
            DeleteRunning delete => new(2, "", null, delete.Token, 0),
            PutIdempotency { Key: var key } => new(3, key.Scope, key.Key, 0, 0),
            DeleteIdempotency delete => new(3, delete.Scope, delete.Key, 0, 0),
            PutQueue { Queue: var queue } => new(4, queue.Name, null, 0, 0),
            PutSend { Send: var send } => new(5, "", null, send.Id, 0),
            DeleteSend delete => new(5, "", null, delete.Id, 0),
            PutSchedule put => new(7, put.Schedule.Id, null, 0, 0),
            UpdateSchedule update => new(7, update.Schedule.Id, null, 0, 0),
            DeleteSchedule delete => new(7, delete.ScheduleId, null, 0, 0),
            PutDecision put => new(8, put.ScheduleId, null, put.Decision.Number, 0),
            DeleteDecision delete => new(8, delete.ScheduleId, null, delete.Number, 0),
            PutScheduleJob { Job: var job } => new(9, job.ScheduleId, job.JobId, 0, 0),
            DeleteScheduleJob { Job: var job } => new(9, job.ScheduleId, job.JobId, 0, 0),
            SetCounter { Counter: var counter } => new(6, counter.Queue, counter.JobType, (long)counter.State, 0),
            _ => throw new InvalidOperationException($"No store knows the mutation {mutation.GetType().Name}."),
        };

        /// <summary>An attempt takes its log along.</summary>
        public static RowName OfLog(DeleteAttempt delete) => new(10, delete.JobId, null, delete.Attempt, 0);

        private static string? PriorityName(LineId line) =>
            line.Priority == 0 ? null : line.Priority.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
