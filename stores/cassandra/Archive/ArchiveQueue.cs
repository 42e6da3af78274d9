using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <summary>A chore that is done.</summary>
/// <param name="At">Its place.</param>
/// <param name="JobId">The job whose live row may go; null: none.</param>
/// <param name="HasAttempts">It has rows of older attempts.</param>
/// <param name="HasLogs">It has rows of logs.</param>
internal readonly record struct DoneChore(Position At, string? JobId, bool HasAttempts, bool HasLogs = false);

/// <summary>
/// Between the archiver, which copies, and the commits of the owner, which remove what was copied. A job that a commit names after
/// the copy was begun stays: its row is another one now, and the commit has left a chore for it if it is terminal.
/// </summary>
/// <param name="through">Chores up to here are done.</param>
/// <param name="head">The seq of the last commit before this owner's own; what those left is read.</param>
internal sealed class ArchiveQueue(Position through, long head)
{
    // Beyond that they are read again from the store.
    private const int MostLeft = 5_000;

    /// <summary>Chores that may be done and not removed yet; a partition without commits keeps its live rows.</summary>
    public const int Most = 2_000;

    private readonly Lock _gate = new();
    private readonly List<DoneChore> _done = [];
    private Position _copied = through;
    private Position _removed = through;
    private HashSet<string> _inFlight = new(StringComparer.Ordinal);
    private HashSet<string>? _named;
    private readonly List<Chore> _left = [];
    private Position _leftAfter = new(head, long.MaxValue);

    /// <summary>The last chore that is done.</summary>
    public Position Copied
    {
        get
        {
            lock (_gate)
                return _copied;
        }
    }

    public bool IsFull
    {
        get
        {
            lock (_gate)
                return _done.Count >= Most;
        }
    }

    /// <summary>The archiver begins to read. Jobs that a commit names from now on, or that one under way names, are not removed by what it copies.</summary>
    /// <param name="limit">How many chores at the most.</param>
    /// <returns>What is to be done; null: it must be read from the store.</returns>
    public ChorePage? BeginPass(int limit)
    {
        lock (_gate)
        {
            _named = new(_inFlight, StringComparer.Ordinal);
            if (_copied < _leftAfter)
                return null;
            _left.RemoveRange(0, _left.TakeWhile(chore => chore.At <= _copied).Count());
            var some = _left.Take(limit).ToArray();
            return new(some, some.Length == 0 ? _copied : some[^1].At, some.Length == limit);
        }
    }

    /// <summary>The archiver has done these, in order.</summary>
    /// <param name="done">They.</param>
    /// <param name="upTo">There are no others up to here.</param>
    public void EndPass(IReadOnlyList<DoneChore> done, Position upTo)
    {
        lock (_gate)
        {
            foreach (var each in done)
                _done.Add(each.JobId is { } id && _named!.Contains(id) ? each with { JobId = null } : each);

            _copied = upTo;
            _named = null;
        }
    }

    /// <summary>A commit that names these jobs is prepared: what it may remove. If it is not applied the whole state is dropped.</summary>
    public Removal BeginCommit(HashSet<string> names, int limit)
    {
        lock (_gate)
        {
            _inFlight = names;
            _named?.UnionWith(names);
            for (var i = 0; i < _done.Count; i++)
            {
                if (_done[i].JobId is { } id && names.Contains(id))
                    _done[i] = _done[i] with { JobId = null };
            }

            var taken = _done.Take(limit).ToArray();
            return new(taken, taken.Length == 0 ? _removed : taken[^1].At);
        }
    }

    /// <summary>The commit was applied.</summary>
    /// <param name="removal">What it removed.</param>
    /// <param name="left">The chores that it left.</param>
    public void EndCommit(Removal removal, IReadOnlyCollection<Chore> left)
    {
        lock (_gate)
        {
            _left.AddRange(left);
            if (_left.Count > MostLeft)
            {
                _leftAfter = _left[^1].At;
                _left.Clear();
            }

            _done.RemoveRange(0, removal.Done.Count);
            _removed = removal.Through;
            _inFlight = new(StringComparer.Ordinal);
        }
    }
}

/// <summary>What a commit removes.</summary>
/// <param name="Done">Chores that are done.</param>
/// <param name="Through">The last of them, or of those before.</param>
internal sealed record Removal(IReadOnlyList<DoneChore> Done, Position Through);
