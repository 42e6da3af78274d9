using System.Collections.Concurrent;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Jobs that commits have deleted and that the archiver has not cleaned up after yet. The history is written apart from the commits: a
/// row of it up to that seq does not count for the owner.
/// </summary>
internal sealed class DeletedJobs
{
    private readonly ConcurrentDictionary<string, long> _seqs = new(StringComparer.Ordinal);
    private volatile bool _complete;

    /// <summary>Whether those of owners before are in it.</summary>
    public bool IsComplete => _complete;

    public void Complete(IEnumerable<(string JobId, long Seq)> stored)
    {
        foreach (var (id, seq) in stored)
            Add(id, seq);
        _complete = true;
    }

    public void Add(string jobId, long seq) => _seqs.AddOrUpdate(jobId, seq, (_, present) => Math.Max(present, seq));

    public void Remove(string jobId, long seq) => _seqs.TryRemove(new(jobId, seq));

    /// <summary>Whether a row of the history is one of a deleted job.</summary>
    public bool Covers(string jobId, long historySeq) => _seqs.TryGetValue(jobId, out var seq) && historySeq <= seq;
}
