using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <content>Queues and counts.</content>
internal sealed partial class InProcessClient
{
    private const string QueuesMark = "queues:";

    public Task<Page<QueueSnapshot>> ListQueuesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPage(limit);
        var after = cursor is null ? null : NameCursor.Read(QueuesMark, cursor);
        return _calls.ReadAsync(
            async () =>
            {
                var all = await QueuesAsync(cancellationToken);
                var rest = all.Where(queue => after is null || string.CompareOrdinal(queue.Name, after) > 0).Take(limit + 1).ToList();
                var page = rest.Take(limit).ToList();
                return new Page<QueueSnapshot>(page, rest.Count > limit ? NameCursor.Write(QueuesMark, page[^1].Name) : null);
            },
            cancellationToken);
    }

    public Task<QueueSnapshot> PauseQueueAsync(string queue, string? note = null, string? by = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckQueue(queue, note, by);
        return SetQueueAsync(new QueueCommand { Queue = queue, Paused = true, Note = note, By = by }, cancellationToken);
    }

    public Task<QueueSnapshot> ResumeQueueAsync(string queue, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckQueue(queue);
        return SetQueueAsync(new QueueCommand { Queue = queue, Paused = false }, cancellationToken);
    }

    public Task<StatsSnapshot> GetStatsAsync(CancellationToken cancellationToken = default) => _calls.ReadAsync(
        async () =>
        {
            var counters = await _store.Queries.CountAsync(cancellationToken);
            var node = _holder.Node;
            return new StatsSnapshot
            {
                At = node.Clock.GetUtcNow(),
                ByState = Sum(counters),
                ByJobType = counters.GroupBy(counter => counter.JobType).ToDictionary(group => group.Key, Sum),
                ByQueue = counters.GroupBy(counter => counter.Queue).ToDictionary(group => group.Key, Sum),
                PerSecond = node.Stats.Rates(),
                LatenessMs = node.Stats.Lateness(),
                DiskFreeBytes = _store.Admin.FreeBytes,
            };
        },
        cancellationToken);

    private async Task<QueueSnapshot> SetQueueAsync(QueueCommand command, CancellationToken cancellationToken)
    {
        var grains = await _calls.GrainsAsync(cancellationToken);
        using var place = _calls.Reserve(submits: false, new PendingShare(PendingShare.AnyPartition, 1, 0));
        var answer = await _calls.CallAsync(
            () => grains.GetGrain<IQueueGrain>(command.Queue).SetAsync(command), static answer => answer.Status, true, cancellationToken, place, keyed: true);
        if (answer.Status != PartitionStatus.Done)
            throw GrainCalls.Refused(answer.Status, null, null, answer.Detail);
        var shown = await _calls.ReadAsync(() => QueuesAsync(cancellationToken), cancellationToken);
        var counts = shown.FirstOrDefault(queue => queue.Name == command.Queue) ?? new QueueSnapshot { Name = command.Queue };
        return counts with
        {
            Paused = answer.Paused,
            Note = answer.Note,
            PausedBy = answer.By,
            PausedAt = answer.Paused ? DateTimeOffset.FromUnixTimeMilliseconds(answer.At) : null,
        };
    }

    private async Task<IReadOnlyList<QueueSnapshot>> QueuesAsync(CancellationToken cancellationToken)
    {
        var now = _holder.Node.Now;
        var counters = (await _store.Queries.CountAsync(cancellationToken)).ToLookup(counter => counter.Queue);
        var rows = (await _store.Queries.ListQueuesAsync(cancellationToken)).ToDictionary(queue => queue.Name);
        var oldest = await _store.Queries.OldestQueuedAsync(now, cancellationToken);
        var names = counters.Select(group => group.Key).Concat(rows.Keys).Distinct().Order(StringComparer.Ordinal);
        return [.. names.Select(name => Show(name, rows.GetValueOrDefault(name), Sum(counters[name]), oldest.TryGetValue(name, out var at) ? now - at : null))];
    }

    private static QueueSnapshot Show(string name, QueueRecord? row, StateCounts counts, long? oldestMs) => new()
    {
        Name = name,
        Paused = row?.Paused ?? false,
        Note = row?.Note,
        PausedBy = row?.By,
        PausedAt = row is { Paused: true } ? DateTimeOffset.FromUnixTimeMilliseconds(row.At) : null,
        Scheduled = counts.Scheduled,
        Queued = counts.Queued,
        Running = counts.Running,
        Failed = counts.Failed,
        OldestQueuedMs = oldestMs is { } age ? Math.Max(age, 0) : null,
    };

    internal static StateCounts Sum(IEnumerable<CounterRecord> counters)
    {
        var sums = new long[6];
        foreach (var counter in counters)
            sums[(int)counter.State] += counter.Count;
        return new StateCounts(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }
}
