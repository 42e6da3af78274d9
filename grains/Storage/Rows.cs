namespace JobScheduler.Grains.Storage;

/// <summary>What a job's row says of it. Times in all rows are Unix milliseconds.</summary>
public enum StoredState
{
    /// <summary>It has an entry in the due index.</summary>
    Waiting = 0,

    /// <summary>Due; it has an entry in a line.</summary>
    Lined = 1,

    /// <summary>An attempt holds a token; the handler runs or is about to.</summary>
    Claimed = 2,

    /// <summary>Terminal.</summary>
    Completed = 3,

    /// <summary>Terminal: a dead letter.</summary>
    Failed = 4,

    /// <summary>Terminal.</summary>
    Cancelled = 5,
}

/// <summary>The ordered indexes of a partition.</summary>
public enum LineKind
{
    /// <summary>The due index: what is not due yet.</summary>
    Due = 0,

    /// <summary>Due jobs of one queue and priority.</summary>
    Queue = 1,

    /// <summary>Due jobs that wait for their concurrency key.</summary>
    Key = 2,

    /// <summary>Due jobs whose type no handler has.</summary>
    Type = 3,
}

/// <summary>Names one line of a partition; the due index is one of them.</summary>
/// <param name="Kind">Which sort.</param>
/// <param name="Name">Queue, concurrency key or job type; empty for the due index.</param>
/// <param name="Priority">Of a queue's line; else 0.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.LineId")]
public readonly record struct LineId(
    [property: Id(0)] LineKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] int Priority = 0)
{
    /// <summary>The due index.</summary>
    public static LineId Due { get; } = new(LineKind.Due, "");
}

/// <summary>A place in a line: by time, then by order.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Order">In the due index the entry's own number, in lines the job's number of submission.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.Position")]
public readonly record struct Position(
    [property: Id(0)] long At,
    [property: Id(1)] long Order) : IComparable<Position>
{
    /// <summary>Before every entry.</summary>
    public static Position Start { get; } = new(long.MinValue, long.MinValue);

    /// <inheritdoc/>
    public int CompareTo(Position other) => At != other.At ? At.CompareTo(other.At) : Order.CompareTo(other.Order);

    /// <summary>Comes before.</summary>
    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    /// <summary>Comes after.</summary>
    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    /// <summary>Comes before or is the same.</summary>
    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    /// <summary>Comes after or is the same.</summary>
    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;
}

/// <summary>What an entry of the due index is for.</summary>
public enum EntryKind
{
    /// <summary>The job is due.</summary>
    Run = 0,

    /// <summary>The job expires unless it has started.</summary>
    Expire = 1,

    /// <summary>A schedule's next occurrence; the entry names the schedule instead of a job.</summary>
    Fire = 2,
}

/// <summary>An entry of a line. It is valid while the job's row names the same place; stale entries are passed over.</summary>
/// <param name="Line">The line.</param>
/// <param name="At">Its place.</param>
/// <param name="JobId">The job; of <see cref="EntryKind.Fire"/> the schedule's id.</param>
/// <param name="Kind">What it is for; always Run outside the due index.</param>
public sealed record EntryRecord(LineId Line, Position At, string JobId, EntryKind Kind);

/// <summary>An attempt as it is stored.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Token">Its fencing token.</param>
/// <param name="Node">The process that was to run it.</param>
/// <param name="StartedAt">When it was claimed, or the job's time if that was later; from its end on, when its handler was entered, if that is known.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="Outcome">Null while it runs.</param>
/// <param name="Error">Null unless it failed.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.AttemptRecord")]
public sealed record AttemptRecord(
    [property: Id(0)] int Attempt,
    [property: Id(1)] long Token,
    [property: Id(2)] string Node,
    [property: Id(3)] long StartedAt,
    [property: Id(4)] long? EndedAt = null,
    [property: Id(5)] AttemptOutcome? Outcome = null,
    [property: Id(6)] JobError? Error = null);

/// <summary>A job's row.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobRecord")]
public sealed record JobRecord
{
    // --- never changes after the insert

    /// <summary>The job.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>Its number of submission in the partition, rising.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>When it was accepted; the time inside the id.</summary>
    [Id(2)]
    public required long SubmittedAt { get; init; }

    /// <summary>The resolved request. Its payload may be left out of pages, see <see cref="PayloadOmitted"/>.</summary>
    [Id(3)]
    public required JobSpec Spec { get; init; }

    // --- changes

    /// <summary>Where it is.</summary>
    [Id(4)]
    public StoredState State { get; init; }

    /// <summary>Present priority.</summary>
    [Id(5)]
    public int Priority { get; init; }

    /// <summary>True due time, whatever the entry's place says.</summary>
    [Id(6)]
    public long RunAt { get; init; }

    /// <summary>Why it waits while <see cref="StoredState.Waiting"/>.</summary>
    [Id(7)]
    public WaitingReason Wait { get; init; }

    /// <summary>The line its valid entry is in; null when claimed or terminal.</summary>
    [Id(8)]
    public LineId? Line { get; init; }

    /// <summary>The place of its valid entry.</summary>
    [Id(9)]
    public Position At { get; init; }

    /// <summary>Number of the newest attempt.</summary>
    [Id(10)]
    public int Attempt { get; init; }

    /// <summary>Attempts that count since the submit or the last replay.</summary>
    [Id(11)]
    public int AttemptsUsed { get; init; }

    /// <summary>Attempts lost in a row.</summary>
    [Id(12)]
    public int LostInRow { get; init; }

    /// <summary>The newest fencing token; 0: none yet.</summary>
    [Id(13)]
    public long Token { get; init; }

    /// <summary>The newest attempt; older ones have rows of their own.</summary>
    [Id(14)]
    public AttemptRecord? Newest { get; init; }

    /// <summary>When it became terminal.</summary>
    [Id(15)]
    public long? FinishedAt { get; init; }

    /// <summary>When a cancel of the running attempt was asked for.</summary>
    [Id(16)]
    public long? CancelRequestedAt { get; init; }

    /// <summary>0 to 100.</summary>
    [Id(17)]
    public double? ProgressPercent { get; init; }

    /// <summary>Progress message, or why it was cancelled.</summary>
    [Id(18)]
    public string? Message { get; init; }

    /// <summary>Error of the newest failed attempt.</summary>
    [Id(19)]
    public JobError? Error { get; init; }

    /// <summary>What the handler returned. May be left out of pages together with the payload.</summary>
    [Id(20)]
    public RawJson? Result { get; init; }

    /// <summary>Of a failed job: the hash its failures are grouped by.</summary>
    [Id(21)]
    public string? Fingerprint { get; init; }

    /// <summary>How often it was replayed.</summary>
    [Id(22)]
    public int Revision { get; init; }

    /// <summary>When the row was last written.</summary>
    [Id(23)]
    public long UpdatedAt { get; init; }

    /// <summary>Some attempt of it has left a log.</summary>
    [Id(25)]
    public bool HasLogs { get; init; }

    /// <summary>True on a row read in a page whose payload is larger than <see cref="StoreLimits.InlinePayloadBytes"/>: it was not read. Never stored.</summary>
    [Id(24)]
    public bool PayloadOmitted { get; init; }
}

/// <summary>A line's own row: only queue, key and type lines have one, and only while they hold entries or a key is held.</summary>
/// <param name="Line">The line.</param>
/// <param name="Watermark">Every entry at or before it is gone; reads begin behind it.</param>
/// <param name="Holder">Key lines: the job that has the key (it waits in its queue's line or runs), or null.</param>
public sealed record LineRecord(LineId Line, Position Watermark, string? Holder = null);

/// <summary>A running row: one per claimed attempt, clustered by token.</summary>
/// <param name="Token">The attempt's fencing token.</param>
/// <param name="JobId">The job.</param>
public sealed record RunningRecord(long Token, string JobId);

/// <summary>An idempotency key that is taken.</summary>
/// <param name="Scope">The concurrency key of the submission, or empty.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="JobId">The job that has it.</param>
/// <param name="RequestHash">The hash of that job's request.</param>
public sealed record IdempotencyRecord(string Scope, string Key, string JobId, string RequestHash);

/// <summary>A queue's row, in the partition its name hashes to.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Paused">No attempt of it starts.</param>
/// <param name="Note">Why.</param>
/// <param name="By">Who.</param>
/// <param name="At">Since when.</param>
/// <param name="Version">Rises with every change.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.QueueRecord")]
public sealed record QueueRecord(
    [property: Id(0)] string Name,
    [property: Id(1)] bool Paused,
    [property: Id(2)] string? Note,
    [property: Id(3)] string? By,
    [property: Id(4)] long At,
    [property: Id(5)] long Version);

/// <summary>A message to another partition, or to the own one. The acknowledgement removes the row.</summary>
/// <param name="Id">Fixed when the row is written; rising within the partition. Rows about one job are delivered in this order.</param>
/// <param name="Target">The partition it is for.</param>
/// <param name="JobId">The job; of one to insert the id is fixed here, so that a repeated delivery changes nothing.</param>
/// <param name="Spec">The job to insert; null for other kinds.</param>
/// <param name="Kind">What it says.</param>
/// <param name="ScheduleId">The schedule the job belongs to, for kinds other than Job.</param>
public sealed record SendRecord(long Id, int Target, string JobId, JobSpec? Spec, SentKind Kind = SentKind.Job, string? ScheduleId = null);

/// <summary>How many jobs of a stored state, queue and type a partition has.</summary>
/// <param name="State">Stored state.</param>
/// <param name="Queue">Queue.</param>
/// <param name="JobType">Job type as submitted.</param>
/// <param name="Count">Zero or more.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.CounterRecord")]
public sealed record CounterRecord(
    [property: Id(0)] StoredState State,
    [property: Id(1)] string Queue,
    [property: Id(2)] string JobType,
    [property: Id(3)] long Count);

/// <summary>The partition's own row.</summary>
public sealed record PartitionHead
{
    /// <summary>0 to partitions - 1.</summary>
    public required int Partition { get; init; }

    /// <summary>Number of its ownership; raised by every acquire.</summary>
    public long Term { get; init; }

    /// <summary>Number of commits applied.</summary>
    public long Seq { get; init; }

    /// <summary>The process that acquired the term.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The next job's number of submission.</summary>
    public long NextSequence { get; init; } = 1;

    /// <summary>The next entry's number in the due index; also the next send row's id.</summary>
    public long NextEntry { get; init; } = 1;

    /// <summary>The next attempt's fencing token.</summary>
    public long NextToken { get; init; } = 1;

    /// <summary>Every entry of the due index at or before it is gone.</summary>
    public Position DueWatermark { get; init; } = Position.Start;
}

/// <summary>Bounds every store keeps.</summary>
public static class StoreLimits
{
    /// <summary>Rows in one commit, the range deletes included.</summary>
    public const int CommitRows = 1_000;

    /// <summary>Bytes in one commit; a larger single job goes alone.</summary>
    public const int CommitBytes = 1024 * 1024;

    /// <summary>Payloads up to this size are part of pages.</summary>
    public const int InlinePayloadBytes = 4 * 1024;
}
