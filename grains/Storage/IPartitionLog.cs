namespace JobScheduler.Grains.Storage;

/// <summary>
/// The owner's side of a partition: terms, fenced commits, and reads that see every applied commit. Reads throw
/// <see cref="StoreUnavailableException"/> when the store is out of reach; a commit never throws for that, it answers.
/// </summary>
/// <remarks>
/// A commit that was answered Applied or Fenced by the time an acquire is answered is never undone; a commit still under way when
/// another process acquires the term is either part of what the acquire returns or will never be applied.
/// </remarks>
public interface IPartitionLog
{
    /// <summary>Raises the partition's term by one and returns its row, or the present row if <paramref name="expectedTerm"/> is given and is not the stored one.</summary>
    /// <param name="partition">0 to partitions - 1.</param>
    /// <param name="owner">The process that will own it.</param>
    /// <param name="expectedTerm">Acquire only if this is the stored term: how an owner goes on after an unknown commit.</param>
    /// <param name="cancellationToken">Stops waiting; the term may be raised all the same.</param>
    /// <exception cref="StoreUnavailableException">Not known whether the term was raised.</exception>
    Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken);

    /// <summary>Applies a batch as a whole, durably, if its term and seq are the stored ones. One commit per partition is under way at a time.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Stops waiting: the answer is then Unknown.</param>
    Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Point reads of many rows at one moment; what does not exist is absent from the answer.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken);

    /// <summary>Entries of a line in order, with their jobs' rows.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="line">The line; the due index is one.</param>
    /// <param name="after">Only entries after this place.</param>
    /// <param name="upTo">Only entries at or before this time.</param>
    /// <param name="limit">At most this many entries.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken);

    /// <summary>The rows of all queue and type lines (key lines are loaded one by one).</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken);

    /// <summary>All running rows, oldest token first, with their jobs' whole rows.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Send rows in order of their ids.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="afterId">Only ids above this.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken);

    /// <summary>The queue rows that lie in this partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken);

    /// <summary>The partition's counters that are not zero.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken);
}

/// <summary>The answer to an acquire.</summary>
/// <param name="Acquired">False: the stored term was not the expected one.</param>
/// <param name="Head">The partition's row as it is now.</param>
public sealed record AcquireResult(bool Acquired, PartitionHead Head);

/// <summary>Rows to load.</summary>
public sealed record LoadRequest
{
    /// <summary>Jobs, whole.</summary>
    public IReadOnlyCollection<string> JobIds { get; init; } = [];

    /// <summary>Jobs as pages have them: a payload over <see cref="StoreLimits.InlinePayloadBytes"/> is left out, and then the result too.</summary>
    public IReadOnlyCollection<string> PagedJobIds { get; init; } = [];

    /// <summary>Idempotency keys.</summary>
    public IReadOnlyCollection<(string Scope, string Key)> IdempotencyKeys { get; init; } = [];

    /// <summary>Concurrency keys: the line's row, the row of its holder, and its first entries.</summary>
    public IReadOnlyCollection<string> ConcurrencyKeys { get; init; } = [];

    /// <summary>How many entries of each key line.</summary>
    public int EntriesPerKey { get; init; } = 16;

    /// <summary>Schedules: the whole row and its first jobs that are not terminal.</summary>
    public IReadOnlyCollection<string> ScheduleIds { get; init; } = [];

    /// <summary>How many jobs of each schedule.</summary>
    public int JobsPerSchedule { get; init; } = 100;

    /// <summary>Rows of schedules' jobs.</summary>
    public IReadOnlyCollection<ScheduleJobRecord> ScheduleJobs { get; init; } = [];
}

/// <summary>Rows that exist of those asked for.</summary>
public sealed record LoadedRows
{
    /// <summary>Jobs by id.</summary>
    public IReadOnlyDictionary<string, JobRecord> Jobs { get; init; } = new Dictionary<string, JobRecord>();

    /// <summary>Idempotency keys; the job of each is loaded too, into <see cref="Jobs"/>.</summary>
    public IReadOnlyDictionary<(string Scope, string Key), IdempotencyRecord> IdempotencyKeys { get; init; } =
        new Dictionary<(string, string), IdempotencyRecord>();

    /// <summary>Key lines by concurrency key; holders are in <see cref="Jobs"/>.</summary>
    public IReadOnlyDictionary<string, LoadedKeyLine> KeyLines { get; init; } = new Dictionary<string, LoadedKeyLine>();

    /// <summary>Schedules by id.</summary>
    public IReadOnlyDictionary<string, LoadedSchedule> Schedules { get; init; } = new Dictionary<string, LoadedSchedule>();

    /// <summary>Those of the asked rows that exist.</summary>
    public IReadOnlySet<ScheduleJobRecord> ScheduleJobs { get; init; } = new HashSet<ScheduleJobRecord>();
}

/// <summary>A schedule and its jobs that are not terminal.</summary>
/// <param name="Schedule">The whole row.</param>
/// <param name="JobIds">Ids of its first such jobs, in ordinal order.</param>
public sealed record LoadedSchedule(ScheduleRecord Schedule, IReadOnlyList<string> JobIds);

/// <summary>A key line's row and its first entries behind the watermark.</summary>
/// <param name="Line">The row.</param>
/// <param name="Page">Its first entries.</param>
public sealed record LoadedKeyLine(LineRecord Line, EntryPage Page);

/// <summary>Entries with their jobs, in order.</summary>
/// <param name="Entries">The entries; a job is null if its row is gone.</param>
/// <param name="End">True: no entry follows within the time asked for.</param>
public sealed record EntryPage(IReadOnlyList<(EntryRecord Entry, JobRecord? Job)> Entries, bool End)
{
    /// <summary>No entries.</summary>
    public static EntryPage Empty { get; } = new([], true);
}

/// <summary>A running row with its job.</summary>
/// <param name="Running">The row.</param>
/// <param name="Job">The job.</param>
public sealed record RunningJob(RunningRecord Running, JobRecord Job);
