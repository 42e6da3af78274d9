using System.Diagnostics.CodeAnalysis;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Archive;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// What an owner knows of its partition without asking: what is stored as of the last commit that was applied under its term. After any
/// other answer it is dropped and read again, so it is never a guess.
/// </summary>
internal sealed class PartitionState(StoredHead stored)
{
    // Sets of schedules' jobs that nobody used for long are read again when they are needed.
    private const int MostSets = 1_000;
    private readonly Dictionary<(sbyte, string), PackedSet> _sets = [];
    private int _busy;

    public PartitionHead Head { get; private set; } = stored.Head;

    /// <summary>Jobs that are live and not terminal, and schedules.</summary>
    public KnownRows Known { get; } = new();

    /// <summary>Rows of live jobs, for the archiver.</summary>
    public RecentRows Recent { get; } = new();

    /// <summary>What the archiver has copied, and may leave the live rows.</summary>
    public ArchiveQueue Archive { get; } = new(stored.Chores, stored.Head.Seq);

    /// <summary>Jobs deleted by commits whose rest in the history is perhaps still there.</summary>
    public DeletedJobs Deleted { get; } = new();

    /// <summary>Whether the next commit is this one's to prepare; one is under way at a time.</summary>
    public bool TryBegin()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            return false;
        if (_sets.Count > MostSets)
            _sets.Clear();
        return true;
    }

    public void End() => Volatile.Write(ref _busy, 0);

    public void Advance(PartitionHead head) => Head = head;

    public bool Follows(CommitBatch batch) => batch.Term == Head.Term && batch.Seq == Head.Seq;

    public bool TryGetSet(sbyte kind, string name, [NotNullWhen(true)] out PackedSet? set) => _sets.TryGetValue((kind, name), out set);

    public void Keep(PackedSet set) => _sets[(set.Kind, set.Name)] = set;
}
