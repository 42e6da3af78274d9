using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>One reading of the store's counts, with job types and queues already capped.</summary>
/// <param name="ReadAt">A timestamp of the node's clock.</param>
/// <param name="Jobs">Jobs by stored state and type.</param>
/// <param name="Unhandled">Waiting jobs of each type, 0 of those that some node handles.</param>
/// <param name="Queues">What each queue has.</param>
/// <param name="FreeBytes">Free space where the data lies, if that is known.</param>
internal sealed record StoredSnapshot(
    long ReadAt,
    IReadOnlyDictionary<(StoredState State, string JobType), long> Jobs,
    IReadOnlyDictionary<string, long> Unhandled,
    IReadOnlyDictionary<string, StoredQueue> Queues,
    long? FreeBytes)
{
    /// <summary>Sums counters up.</summary>
    public static StoredSnapshot Of(
        long readAt, IReadOnlyList<CounterRecord> counters, IReadOnlyDictionary<string, long> oldest, long? freeBytes, SchedulerNode node,
        IHandlerInvoker handlers)
    {
        var view = node.ViewFor(handlers);
        var jobs = Enum.GetValues<StoredState>().SelectMany(_ => handlers.JobTypes, (state, type) => (state, node.Metrics.JobTypes.Of(type)))
            .Distinct().ToDictionary(key => key, _ => 0L);
        var unhandled = new Dictionary<string, long>(StringComparer.Ordinal);
        var queues = new Dictionary<string, StoredQueue>(StringComparer.Ordinal);
        foreach (var counter in counters)
        {
            var type = node.Metrics.JobTypes.Of(counter.JobType);
            var queue = node.Metrics.Queues.Of(counter.Queue);
            jobs[(counter.State, type)] = jobs.GetValueOrDefault((counter.State, type)) + counter.Count;
            if (counter.State is StoredState.Waiting or StoredState.Lined)
                unhandled[type] = unhandled.GetValueOrDefault(type) + (view.Handles(counter.JobType) ? 0 : counter.Count);
            queues[queue] = queues.GetValueOrDefault(queue) + new StoredQueue(counter.State == StoredState.Lined ? counter.Count : 0, null);
        }

        foreach (var (queue, due) in oldest)
            queues[node.Metrics.Queues.Of(queue)] = queues.GetValueOrDefault(node.Metrics.Queues.Of(queue)) + new StoredQueue(0, due);
        return new StoredSnapshot(readAt, jobs, unhandled, queues, freeBytes);
    }
}

/// <summary>A queue in figures; several beyond the cap are added up.</summary>
/// <param name="Queued">Jobs that are due and wait.</param>
/// <param name="OldestDue">Due time of the oldest of them, Unix milliseconds; null if none waits.</param>
internal readonly record struct StoredQueue(long Queued, long? OldestDue)
{
    public static StoredQueue operator +(StoredQueue left, StoredQueue right) => new(
        left.Queued + right.Queued,
        left.OldestDue is { } a && right.OldestDue is { } b ? Math.Min(a, b) : left.OldestDue ?? right.OldestDue);
}
