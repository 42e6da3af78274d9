namespace JobScheduler.Grains.Storage;

/// <summary>
/// One atomic write of a partition by its owner: applied as a whole if the stored term and seq equal <see cref="Term"/> and
/// <see cref="Seq"/>, else not at all. At most one mutation per row, and no put under a trim of the same batch.
/// </summary>
/// <param name="Term">The owner's term.</param>
/// <param name="Seq">The seq the partition has before this commit; the commit makes it one higher.</param>
/// <param name="Head">The partition's row after the commit (its Term and Seq are those after it).</param>
/// <param name="Mutations">What changes.</param>
public sealed record CommitBatch(long Term, long Seq, PartitionHead Head, IReadOnlyList<Mutation> Mutations)
{
    /// <summary>The partition.</summary>
    public int Partition => Head.Partition;
}

/// <summary>One change of one row, or one range delete.</summary>
public abstract record Mutation
{
    private protected Mutation()
    {
    }
}

/// <summary>Inserts a job with its payload. Its row must not exist: else the whole commit is rejected as a conflict.</summary>
/// <param name="Job">The row.</param>
public sealed record InsertJob(JobRecord Job) : Mutation;

/// <summary>Replaces what changes of a job's row; identity, spec and payload stay as inserted.</summary>
/// <param name="Job">The row; its payload may be omitted.</param>
public sealed record UpdateJob(JobRecord Job) : Mutation;

/// <summary>
/// Removes a job with its payload, its older attempts and its logs. Its row must exist: else the commit is rejected as a conflict. No other
/// mutation of the batch names the job.
/// </summary>
/// <param name="JobId">The job; it is terminal, and nothing that is stored needs it any more.</param>
public sealed record DeleteJob(string JobId) : Mutation;

/// <summary>Keeps an ended attempt that is no longer the newest.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The attempt.</param>
public sealed record PutAttempt(string JobId, AttemptRecord Attempt) : Mutation;

/// <summary>Keeps what was logged in an attempt, instead of what was kept before. The job's row says that it has logs.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Log">The lines.</param>
public sealed record PutAttemptLog(string JobId, int Attempt, LoggedLines Log) : Mutation;

/// <summary>Drops an old attempt, and its log.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">Its number.</param>
public sealed record DeleteAttempt(string JobId, int Attempt) : Mutation;

/// <summary>Puts an entry into a line; putting it again changes nothing.</summary>
/// <param name="Entry">The entry.</param>
public sealed record PutEntry(EntryRecord Entry) : Mutation;

/// <summary>Removes every entry of a line at or before a place: a range delete.</summary>
/// <param name="Line">The line.</param>
/// <param name="UpTo">The last place removed.</param>
public sealed record TrimEntries(LineId Line, Position UpTo) : Mutation;

/// <summary>Writes a line's row.</summary>
/// <param name="Line">The row.</param>
public sealed record PutLine(LineRecord Line) : Mutation;

/// <summary>Removes a line's row; the line has no valid entries.</summary>
/// <param name="Line">The line.</param>
public sealed record DeleteLine(LineId Line) : Mutation;

/// <summary>Writes the running row of a claimed attempt.</summary>
/// <param name="Running">The row.</param>
public sealed record PutRunning(RunningRecord Running) : Mutation;

/// <summary>Removes the running row of an ended attempt.</summary>
/// <param name="Token">Its token.</param>
public sealed record DeleteRunning(long Token) : Mutation;

/// <summary>Takes an idempotency key.</summary>
/// <param name="Key">The row.</param>
public sealed record PutIdempotency(IdempotencyRecord Key) : Mutation;

/// <summary>Frees an idempotency key if this job has it.</summary>
/// <param name="Scope">The concurrency key of the submission, or empty.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="JobId">The job.</param>
public sealed record DeleteIdempotency(string Scope, string Key, string JobId) : Mutation;

/// <summary>Writes a queue's row.</summary>
/// <param name="Queue">The row.</param>
public sealed record PutQueue(QueueRecord Queue) : Mutation;

/// <summary>Writes a send row.</summary>
/// <param name="Send">The row.</param>
public sealed record PutSend(SendRecord Send) : Mutation;

/// <summary>Removes an acknowledged send row.</summary>
/// <param name="Id">Its id.</param>
public sealed record DeleteSend(long Id) : Mutation;

/// <summary>Inserts a schedule, or replaces its whole row with a new definition.</summary>
/// <param name="Schedule">The row.</param>
public sealed record PutSchedule(ScheduleRecord Schedule) : Mutation;

/// <summary>Replaces what changes of a schedule's row; id, definition and creation stay. The row must exist: else the commit is rejected as a conflict.</summary>
/// <param name="Schedule">The row; the payload of its definition may be missing.</param>
public sealed record UpdateSchedule(ScheduleRecord Schedule) : Mutation;

/// <summary>Removes a schedule with all its decisions and job rows; no other mutation of the batch names it.</summary>
/// <param name="ScheduleId">The schedule.</param>
public sealed record DeleteSchedule(string ScheduleId) : Mutation;

/// <summary>Writes a decision, or replaces the one of the same number.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="Decision">The decision.</param>
public sealed record PutDecision(string ScheduleId, DecisionRecord Decision) : Mutation;

/// <summary>Drops an old decision.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="Number">Its number.</param>
public sealed record DeleteDecision(string ScheduleId, long Number) : Mutation;

/// <summary>Notes a job of a schedule that is not terminal.</summary>
/// <param name="Job">The row.</param>
public sealed record PutScheduleJob(ScheduleJobRecord Job) : Mutation;

/// <summary>The job is terminal.</summary>
/// <param name="Job">The row.</param>
public sealed record DeleteScheduleJob(ScheduleJobRecord Job) : Mutation;

/// <summary>Sets a counter; zero removes it.</summary>
/// <param name="Counter">The row.</param>
public sealed record SetCounter(CounterRecord Counter) : Mutation;

/// <summary>What became of a commit.</summary>
public enum CommitStatus
{
    /// <summary>Durable.</summary>
    Applied,

    /// <summary>Not applied: the term or the seq is not the stored one. The writer is no longer the owner.</summary>
    Fenced,

    /// <summary>Certainly not applied; the term is kept.</summary>
    Rejected,

    /// <summary>Perhaps applied. The owner acquires again with its old term as a condition and compares seq.</summary>
    Unknown,
}

/// <summary>Why a commit was rejected.</summary>
public enum RejectReason
{
    /// <summary>Not rejected.</summary>
    None,

    /// <summary>No space left where the data lies.</summary>
    DiskFull,

    /// <summary>The store cannot be written now.</summary>
    Unavailable,

    /// <summary>Over a limit of the store.</summary>
    TooLarge,

    /// <summary>An inserted row exists, or a row is named twice: a bug of the writer.</summary>
    Conflict,
}

/// <summary>The answer to a commit.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">If rejected, why.</param>
/// <param name="Detail">More for the log.</param>
public sealed record CommitResult(CommitStatus Status, RejectReason Reason = RejectReason.None, string? Detail = null)
{
    /// <summary>Durable.</summary>
    public static CommitResult Applied { get; } = new(CommitStatus.Applied);

    /// <summary>Not the owner any more.</summary>
    public static CommitResult Fenced { get; } = new(CommitStatus.Fenced);
}
