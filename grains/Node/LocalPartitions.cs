using System.Collections.Concurrent;

namespace JobScheduler.Grains.Node;

/// <summary>The partitions that are active on this node, and how each is asked to leave it. Thread-safe.</summary>
public sealed class LocalPartitions
{
    private readonly ConcurrentDictionary<int, Func<Task>> _partitions = new();

    /// <summary>Their numbers, rising; a moment's view.</summary>
    public IReadOnlyList<int> Numbers => [.. _partitions.Keys.Order()];

    /// <summary>Whether a partition is active here.</summary>
    /// <param name="partition">The partition.</param>
    public bool Has(int partition) => _partitions.ContainsKey(partition);

    /// <summary>Asks a partition to leave this node: it finishes what is under way, answers its callers, and ends.</summary>
    /// <param name="partition">The partition; one that is not here has left.</param>
    /// <returns>Completes when it has left; the next call makes it active wherever it belongs.</returns>
    public Task LeaveAsync(int partition) => _partitions.TryGetValue(partition, out var leave) ? leave() : Task.CompletedTask;

    internal void Add(int partition, Func<Task> leave) => _partitions[partition] = leave;

    // Only its own entry: there may be a newer activation already.
    internal void Remove(int partition, Func<Task> leave) => _partitions.TryRemove(new(partition, leave));
}
