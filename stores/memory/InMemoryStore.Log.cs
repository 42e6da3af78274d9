using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Memory;

/// <content>The owners' side.</content>
public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken) =>
        ReadAsync(
            partition,
            rows =>
            {
                if (expectedTerm is { } expected && expected != rows.Head.Term)
                    return new AcquireResult(false, rows.Head);
                rows.Head = rows.Head with { Term = rows.Head.Term + 1, Owner = owner };
                return new AcquireResult(true, rows.Head);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromResult(new CommitResult(CommitStatus.Unknown, Detail: "not waited for"));
        lock (_lock)
        {
            if (!_open)
                return Task.FromResult(new CommitResult(CommitStatus.Rejected, RejectReason.Unavailable, Closed));
            return Task.FromResult(CommitRules.Check(batch, _partitions.Length) ?? At(batch.Partition).Apply(batch));
        }
    }

    /// <inheritdoc/>
    public Task<LoadedRows> LoadAsync(int partition, LoadRequest request, CancellationToken cancellationToken) =>
        ReadAsync(partition, rows => Load(rows, request), cancellationToken);

    /// <inheritdoc/>
    public Task<EntryPage> ReadEntriesAsync(int partition, LineId line, Position after, long upTo, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(partition, rows => rows.Page(line, after, upTo, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<LineRecord>>(
            partition, rows => [.. rows.Lines.Values.Where(line => line.Line.Kind is LineKind.Queue or LineKind.Type)], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<RunningJob>>(
            partition,
            rows =>
            {
                var running = new List<RunningJob>(rows.Running.Count);
                foreach (var row in rows.Running.Values)
                {
                    if (rows.Jobs.TryGetValue(row.JobId, out var job))
                        running.Add(new(row, job));
                }

                return running;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<SendRecord>>(
            partition, rows => [.. rows.Sends.Values.Where(send => send.Id > afterId).Take(limit)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<QueueRecord>>(partition, rows => [.. rows.Queues.Values], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<CounterRecord>>(partition, rows => [.. rows.Counters.Values], cancellationToken);

    private static LoadedRows Load(MemoryPartition rows, LoadRequest request)
    {
        var jobs = new Dictionary<string, JobRecord>(StringComparer.Ordinal);
        var keys = new Dictionary<(string, string), IdempotencyRecord>();
        var lines = new Dictionary<string, LoadedKeyLine>(StringComparer.Ordinal);
        foreach (var id in request.JobIds)
            AddJob(id);
        foreach (var id in request.PagedJobIds)
        {
            if (rows.Jobs.TryGetValue(id, out var job))
                jobs.TryAdd(id, MemoryPartition.Paged(job));
        }

        foreach (var key in request.IdempotencyKeys)
        {
            if (!rows.IdempotencyKeys.TryGetValue(key, out var row))
                continue;
            keys[key] = row;
            AddJob(row.JobId);
        }

        foreach (var key in request.ConcurrencyKeys)
        {
            if (!rows.Lines.TryGetValue(new(LineKind.Key, key), out var line))
                continue;
            lines[key] = new(line, rows.Page(line.Line, line.Watermark, long.MaxValue, request.EntriesPerKey));
            if (line.Holder is { } holder)
                AddJob(holder);
        }

        var schedules = new Dictionary<string, LoadedSchedule>(StringComparer.Ordinal);
        foreach (var id in request.ScheduleIds)
        {
            if (rows.Schedule(id, request.JobsPerSchedule) is { } schedule)
                schedules[id] = schedule;
        }

        return new()
        {
            Jobs = jobs,
            IdempotencyKeys = keys,
            KeyLines = lines,
            Schedules = schedules,
            ScheduleJobs = request.ScheduleJobs.Where(rows.Has).ToHashSet(),
        };

        void AddJob(string id)
        {
            if (rows.Jobs.TryGetValue(id, out var job))
                jobs[id] = job;
        }
    }
}
