using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>
/// A partition's decisions, without I/O, clock or chance: commands and the time go in, a commit and effects come out. Used in
/// cycles: <see cref="Begin"/>, commands, <see cref="Advance"/>, <see cref="Claim(int)"/>, <see cref="Build"/>, and after the commit was
/// applied <see cref="Committed"/>. If it was not applied the whole object is dropped and made again from the store.
/// </summary>
/// <remarks>
/// Parts: Commands (what callers and attempts want), Due (what time wants), Schedules (what is wanted of them), Occurrences (what time
/// wants of them), Retention (what is kept no longer), Keys (concurrency keys), Sends (what other partitions are told), Paging (what must be read first), Build (the commit).
/// </remarks>
public sealed partial class PartitionCore
{
    // The most one decision adds: two jobs that change places at a key, each with an error of 16 KiB, its attempt's copy of it, and lines; one ends with a log.
    private const int RowsOfOneStep = 25;
    private const int BytesOfOneStep = 128 * 1024;
    private const int RowsOfAPromotion = 6;
    private const int BytesOfAPromotion = 40 * 1024;
    private readonly Dictionary<string, JobCell> _cells = [];
    private readonly Dictionary<LineId, LineHead> _lines = [];
    private readonly Dictionary<string, KeyState> _keys = [];
    private readonly Dictionary<long, JobCell> _running = [];
    private readonly Dictionary<string, QueueRecord> _queues = [];
    private readonly Dictionary<(StoredState, string, string), long> _counters = [];
    private readonly Dictionary<(string, string), IdempotencyRecord> _idempotency = [];
    private readonly SortedDictionary<long, SendRecord> _sends = [];
    private readonly List<JobCell> _used = [];
    private readonly List<Effect> _effects = [];
    private readonly CommitBuilder _batch = new();
    private readonly LineHead _due;
    private readonly PartitionSizes _sizes;
    private LineHead? _removedLine;
    private PartitionHead _head;
    private long _nextSequence;
    private long _nextEntry;
    private long _nextToken;
    private PartitionView _view = new("", new HashSet<string>(), new HashSet<string>(), false);
    private long _now;
    private long _lastSubmittedAt;

    /// <summary>Makes the core of an acquired partition from its rows. Lines, keys and the due index are paged in later.</summary>
    /// <param name="head">The partition's row after the acquire.</param>
    /// <param name="rows">What is read at take-over.</param>
    /// <param name="sizes">Sizes of what is kept in memory.</param>
    public PartitionCore(PartitionHead head, RecoveredRows rows, PartitionSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(sizes);
        _head = head;
        (_nextSequence, _nextEntry, _nextToken) = (head.NextSequence, head.NextEntry, head.NextToken);
        _sizes = sizes;
        _due = new LineHead(LineId.Due, head.DueWatermark, sizes.WindowEntries, stored: true);
        foreach (var line in rows.Lines)
            _lines.Add(line.Line, new LineHead(line.Line, line.Watermark, sizes.LineEntries, stored: true));
        foreach (var (running, job) in rows.Running)
            Run(running.Token, Resident(job));
        foreach (var queue in rows.Queues)
            _queues.Add(queue.Name, queue);
        foreach (var counter in rows.Counters)
            _counters.Add((counter.State, counter.Queue, counter.JobType), counter.Count);
        Queued = rows.Counters.Where(counter => counter.State == StoredState.Lined).Sum(counter => counter.Count);
        foreach (var send in rows.Sends)
            AddSend(send);
    }

    /// <summary>The partition's row as of the last commit.</summary>
    public PartitionHead Head => _head;

    /// <summary>Claimed attempts by token.</summary>
    public IReadOnlyDictionary<long, JobCell> Running => _running;

    /// <summary>Send rows not yet acknowledged, by id.</summary>
    public IReadOnlyDictionary<long, SendRecord> Sends => _sends;

    /// <summary>Entries in memory.</summary>
    public int InMemory => _due.Count + _lines.Values.Sum(line => line.Count) + _running.Count;

    /// <summary>Entries of the due index in memory.</summary>
    public int Horizon => _due.Count;

    /// <summary>Jobs that stand in lines: due, and not claimed.</summary>
    public long Queued { get; private set; }

    /// <summary>Due time of the oldest job at the head of a line in memory, Unix milliseconds; null: there is none.</summary>
    public long? OldestQueuedAt
    {
        get
        {
            long? oldest = null;
            foreach (var line in _lines.Values.Concat(_keys.Values.Select(key => key.Line)))
            {
                if (line.TryFirst(out var first) && !(first.DueAt >= oldest))
                    oldest = first.DueAt;
            }

            return oldest;
        }
    }

    /// <summary>Rows in memory; those that nothing refers to leave with the next commit.</summary>
    internal int RowsInMemory => _cells.Count;

    /// <summary>Jobs that wait because no handler has their type, by type.</summary>
    public IReadOnlyDictionary<string, long> UnknownTypes => _lines.Keys
        .Where(line => line.Kind == LineKind.Type)
        .ToDictionary(line => line.Name, line => _counters.Where(c => c.Key.Item1 == StoredState.Lined && c.Key.Item3 == line.Name).Sum(c => c.Value));

    /// <summary>True when the batch should be committed before more is decided: what one more decision may add would not fit.</summary>
    public bool IsFull => _batch.Rows > StoreLimits.CommitRows - RowsOfOneStep || _batch.Bytes > StoreLimits.CommitBytes - BytesOfOneStep;

    /// <summary>The owner has acquired the partition again, with the batch that was under way applied or not: only the term changes.</summary>
    /// <param name="term">The new term.</param>
    public void Reacquired(long term) => _head = _head with { Term = term };

    /// <summary>Whether a command may join the batch; a command that is too large for any batch goes alone.</summary>
    /// <param name="command">The next command.</param>
    private bool HasRoomFor(CoreCommand command) => !IsFull
        && (_batch.IsEmpty || _batch.Bytes + SizeOf(command) <= StoreLimits.CommitBytes - BytesOfOneStep)
        && (command is not CoreCommand.Submit || LeavesRoomForClaims());

    /// <summary>
    /// New jobs may fill half of a batch while jobs wait that could be claimed: claims come last in a batch, and a flood of submits
    /// would leave them no room.
    /// </summary>
    private bool LeavesRoomForClaims() => (_batch.Rows <= StoreLimits.CommitRows / 2 && _batch.Bytes <= StoreLimits.CommitBytes / 2)
        || !_view.MayClaim || !OpenLines().Exists(line => line.Count > 0);

    internal static int SizeOf(CoreCommand command) => command switch
    {
        CoreCommand.Submit submit => (int)CommitRules.SizeOf(submit.Spec),
        CoreCommand.Deliver deliver => deliver.Job.Spec is { } spec ? (int)CommitRules.SizeOf(spec) : 0,
        CoreCommand.ChangeSchedule { Command.Spec: { } definition } => (int)CommitRules.SizeOf(definition.Job),
        CoreCommand.Report report => SizeOf(report.Attempt),
        _ => 0,
    };

    private static int SizeOf(AttemptReport report) => (report.Result?.Length ?? 0) + (int)CommitRules.SizeOf(report.Log);

    /// <summary>Begins a batch.</summary>
    /// <param name="now">The owner's clock, Unix milliseconds.</param>
    /// <param name="view">The surroundings.</param>
    public void Begin(long now, PartitionView view)
    {
        _now = now;
        _view = view;
    }

    private JobCell Resident(JobRecord record)
    {
        if (_cells.TryGetValue(record.JobId, out var known))
            return known;
        var cell = new JobCell(record, record);
        _cells.Add(record.JobId, cell);
        _used.Add(cell);
        return cell;
    }

    private void Run(long token, JobCell cell)
    {
        _running.Add(token, cell);
        cell.References++;
    }

    private void EndRun(long token)
    {
        if (!_running.Remove(token, out var cell))
            return;
        cell.References--;
        _used.Add(cell);
        _batch.Add(new DeleteRunning(token));
    }

    private void Set(JobCell cell, JobRecord record)
    {
        if (ReferenceEquals(cell.Record, record))
            return;
        _batch.Touch(cell);
        _batch.Weigh(cell, record);
        if (cell.Record.State != record.State)
        {
            _batch.Count(cell.Record.State, record.Spec);
            _batch.Count(record.State, record.Spec);
            if (record.Spec.ScheduleId is not null && JobTransitions.IsTerminal(record) != JobTransitions.IsTerminal(cell.Record))
                TellSchedule(record, JobTransitions.IsTerminal(record));
        }

        cell.Record = record;
    }

    /// <summary>Gives a job a place in a line; it has none when this is called.</summary>
    private void Place(JobCell cell, LineHead line, Position at)
    {
        Set(cell, cell.Record with { Line = line.Id, At = at });
        PutEntry(cell, line, at, EntryKind.Run);
    }

    private void PutEntry(JobCell cell, LineHead line, Position at, EntryKind kind)
    {
        _batch.Put(new EntryRecord(line.Id, at, cell.Record.JobId, kind));
        AddEntry(line, new LineEntry(at, cell, kind));
    }

    private void AddEntry(LineHead line, LineEntry entry)
    {
        if (line.Add(entry) is { } dropped)
            _used.Add(dropped);
    }

    /// <summary>Takes a job out of the line it is in, if it is in one.</summary>
    private void Unplace(JobCell cell)
    {
        if (cell.Record.Line is null)
            return;
        Leave(cell);
        Set(cell, cell.Record with { Line = null, At = default });
    }

    /// <summary>Takes a job's entry out of the line it is in, if it is in one, for a change that says so in the row.</summary>
    private void Leave(JobCell cell)
    {
        if (cell.Record.Line is not { } id)
            return;
        var at = cell.Record.At;
        _batch.Unput(id, at);
        Line(id).Remove(at);
        _used.Add(cell);
    }

    private LineHead Line(LineId id)
    {
        if (id.Kind == LineKind.Due)
            return _due;
        if (id.Kind == LineKind.Key)
            return _keys[id.Name].Line;
        if (!_lines.TryGetValue(id, out var line))
            _lines.Add(id, line = _removedLine?.Id == id ? _removedLine : new LineHead(id, Position.Start, _sizes.LineEntries, stored: false));
        return line;
    }

    /// <summary>Puts a job into the due index. Its place is behind the watermark even if its time is not: the true time stays in the row.</summary>
    private void PlaceDue(JobCell cell) => Place(cell, _due, DuePosition(cell.Record.RunAt));

    private Position DuePosition(long at)
    {
        return new Position(Math.Max(at, _due.Watermark.At), _nextEntry++);
    }
}

/// <summary>What is read when a partition is taken over.</summary>
/// <param name="Lines">Rows of queue and type lines.</param>
/// <param name="Running">Running rows with their jobs.</param>
/// <param name="Queues">Queue rows.</param>
/// <param name="Counters">Counters.</param>
/// <param name="Sends">Send rows.</param>
public sealed record RecoveredRows(
    IReadOnlyList<LineRecord> Lines,
    IReadOnlyList<RunningJob> Running,
    IReadOnlyList<QueueRecord> Queues,
    IReadOnlyList<CounterRecord> Counters,
    IReadOnlyList<SendRecord> Sends)
{
    /// <summary>Of a new partition.</summary>
    public static RecoveredRows None { get; } = new([], [], [], [], []);
}
