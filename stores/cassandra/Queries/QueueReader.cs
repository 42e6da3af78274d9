using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>All queue rows, of which only those of partitions that changed are read again. Thread-safe.</summary>
internal sealed class QueueReader(OpenStore store, TimeProvider clock)
{
    /// <summary>Every partition is read again after this, whatever its mark says: a mark may have failed to be written.</summary>
    public static readonly TimeSpan ReadAllAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Known> _known = [];

    public async Task<IReadOnlyList<QueueRecord>> ListAsync(CancellationToken cancellationToken)
    {
        // The marks first: what changes after they were read is read again the next time.
        var marks = await store.Parts.QueueMarks.ReadAsync(cancellationToken).ConfigureAwait(false);
        var stale = Stale(marks);
        var read = await Task.WhenAll(stale.Select(partition => store.Reads.ReadQueuesAsync(partition, cancellationToken))).ConfigureAwait(false);
        lock (_gate)
        {
            foreach (var (partition, queues) in stale.Zip(read))
                _known[partition] = new(marks.GetValueOrDefault(partition), clock.GetTimestamp(), queues);
            return [.. _known.Values.SelectMany(known => known.Queues)];
        }
    }

    private List<int> Stale(Dictionary<int, (long Term, long Seq)> marks)
    {
        lock (_gate)
        {
            return [.. Enumerable.Range(0, store.Info.Partitions).Where(partition => !_known.TryGetValue(partition, out var known)
                || known.Mark != marks.GetValueOrDefault(partition) || clock.GetElapsedTime(known.ReadAt) >= ReadAllAfter)];
        }
    }

    private sealed record Known((long Term, long Seq) Mark, long ReadAt, IReadOnlyList<QueueRecord> Queues);
}
