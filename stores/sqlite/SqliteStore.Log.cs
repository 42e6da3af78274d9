using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <content>The owners' side.</content>
public sealed partial class SqliteStore
{
    private const string LinesSql = "SELECT kind, name, priority, at, ord, holder FROM lines WHERE partition = ?1 AND kind IN (1, 3)";
    private const string KeyLineSql = "SELECT kind, name, priority, at, ord, holder FROM lines WHERE partition = ?1 AND kind = 2 AND name = ?2 AND priority = 0";
    private const string RunningSql = "SELECT token, job_id FROM running WHERE partition = ?1 ORDER BY token";
    private const string SendsSql = "SELECT id, target, job_id, spec, payload, kind, schedule_id FROM sends WHERE partition = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    private const string QueuesSql = "SELECT name, paused, note, paused_by, at, version FROM queues WHERE partition = ?1";
    private const string CountersSql = "SELECT state, queue, job_type, count FROM counters WHERE partition = ?1";
    private const string IdempotencySql = "SELECT job_id, request_hash FROM idempotency WHERE partition = ?1 AND scope = ?2 AND key = ?3";

    /// <inheritdoc/>
    public Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return WriteAsync(rows => rows.Acquire(partition, owner, expectedTerm), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (_opened is not { } opened)
            return Task.FromResult(Unavailable("not open"));
        if (CommitRules.Check(batch, opened.File.Info.Partitions) is { } refused)
            return Task.FromResult(refused);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromResult(CommitWork.NotWaitedFor);
        var work = new CommitWork(batch, cancellationToken);
        if (!opened.Writer.TryAdd(work))
            work.Fail(Unavailable("closed"));
        return work.Answer;
    }

    /// <inheritdoc/>
    public Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return ReadAsync(rows => Load(rows, partition, request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(rows => rows.ReadEntries(partition, line, after, upTo, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken) =>
        ReadAllAsync(partition, LinesSql, ReadLine, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return ReadAsync<IReadOnlyList<RunningJob>>(
            rows =>
            {
                var running = new List<RunningJob>();
                foreach (var row in RowReaders.All(rows.Get(RunningSql).Bind(1, partition), row => new RunningRecord(row.Int64(0), row.Text(1))))
                {
                    if (rows.FindJob(row.JobId, JobDetail.Page) is { } job)
                        running.Add(new(row, job));
                }

                return running;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<SendRecord>>(
            rows => RowReaders.All(rows.Get(SendsSql).Bind(1, partition).Bind(2, afterId).Bind(3, limit), ReadSend),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken) =>
        ReadAllAsync(partition, QueuesSql, ReadQueue, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken) =>
        ReadAllAsync(partition, CountersSql, ReadCounter, cancellationToken);

    private CommitResult Unavailable(string state) => new(CommitStatus.Rejected, RejectReason.Unavailable, $"the store {_path} is {state}");

    private Task<IReadOnlyList<T>> ReadAllAsync<T>(int partition, string sql, Func<Native.Statement, T> read, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return ReadAsync<IReadOnlyList<T>>(rows => RowReaders.All(rows.Get(sql).Bind(1, partition), read), cancellationToken);
    }

    private LoadedRows Load(RowReaders rows, int partition, LoadRequest request)
    {
        var jobs = new Dictionary<string, JobRecord>(StringComparer.Ordinal);
        var keys = new Dictionary<(string, string), IdempotencyRecord>();
        var lines = new Dictionary<string, LoadedKeyLine>(StringComparer.Ordinal);
        foreach (var id in request.JobIds)
            AddJob(id, JobDetail.Whole);
        foreach (var id in request.PagedJobIds)
            AddJob(id, JobDetail.Page);
        foreach (var (scope, key) in request.IdempotencyKeys)
        {
            var found = RowReaders.All(
                rows.Get(IdempotencySql).Bind(1, partition).Bind(2, scope).Bind(3, key),
                row => new IdempotencyRecord(scope, key, row.Text(0), row.Text(1)));
            if (found.Count == 0)
                continue;
            keys[(scope, key)] = found[0];
            AddJob(found[0].JobId, JobDetail.Whole);
        }

        foreach (var key in request.ConcurrencyKeys)
        {
            var found = RowReaders.All(rows.Get(KeyLineSql).Bind(1, partition).Bind(2, key), ReadLine);
            if (found.Count == 0)
                continue;
            lines[key] = new(found[0], rows.ReadEntries(partition, found[0].Line, found[0].Watermark, long.MaxValue, request.EntriesPerKey));
            if (found[0].Holder is { } holder)
                AddJob(holder, JobDetail.Whole);
        }

        return new()
        {
            Jobs = jobs,
            IdempotencyKeys = keys,
            KeyLines = lines,
            Schedules = LoadSchedules(rows, partition, request),
            ScheduleJobs = LoadScheduleJobs(rows, partition, request),
        };

        void AddJob(string id, JobDetail detail)
        {
            if (LiesIn(id, partition) && !jobs.ContainsKey(id) && rows.FindJob(id, detail) is { } job)
                jobs.Add(id, job);
        }
    }

    private bool LiesIn(string jobId, int partition) =>
        Grains.Core.JobIds.TryGetPartition(jobId, Open.File.Info.Partitions, out var actual) && actual == partition;

    private static LineRecord ReadLine(Native.Statement row) =>
        new(new((LineKind)row.Int32(0), row.Text(1), row.Int32(2)), new(row.Int64(3), row.Int64(4)), row.NullableText(5));

    private static SendRecord ReadSend(Native.Statement row)
    {
        var kind = (SentKind)row.Int32(5);
        return new(
            row.Int64(0), row.Int32(1), row.Text(2), kind == SentKind.Job ? RowCodec.ReadSpec(row.Blob(3), row.Json(4), out _) : null,
            kind, row.NullableText(6));
    }

    private static QueueRecord ReadQueue(Native.Statement row) =>
        new(row.Text(0), row.Int64(1) != 0, row.NullableText(2), row.NullableText(3), row.Int64(4), row.Int64(5));

    private static CounterRecord ReadCounter(Native.Statement row) => new((StoredState)row.Int32(0), row.Text(1), row.Text(2), row.Int64(3));
}
