namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Rows that are certain to be stored: this owner put or read them, and only it could remove them. It forgets old ones; what is
/// not known is read before a commit that depends on it.
/// </summary>
internal sealed class KnownRows
{
    private const int Most = 8_192;
    private readonly Lock _gate = new();
    private HashSet<string> _young = new(StringComparer.Ordinal);
    private HashSet<string> _old = new(StringComparer.Ordinal);
    private int _removals;

    /// <summary>Changes whenever a row is forgotten because it was removed.</summary>
    public int Removals => Volatile.Read(ref _removals);

    public static string Schedule(string id) => "s " + id;

    public bool Contains(string name)
    {
        lock (_gate)
            return _young.Contains(name) || _old.Contains(name);
    }

    public void Add(string name)
    {
        lock (_gate)
            Keep(name);
    }

    /// <summary>Notes rows that were read, unless rows have been removed since the read began.</summary>
    public void AddRead(IEnumerable<string> names, int removalsBefore)
    {
        lock (_gate)
        {
            if (_removals != removalsBefore)
                return;
            foreach (var name in names)
                Keep(name);
        }
    }

    /// <summary>The row is removed, or is a terminal job's, which the archiver may remove.</summary>
    public void Remove(string name)
    {
        lock (_gate)
        {
            _young.Remove(name);
            _old.Remove(name);
            _removals++;
        }
    }

    private void Keep(string name)
    {
        if (!_young.Add(name) || _young.Count < Most / 2)
            return;
        (_old, _young) = (_young, new(StringComparer.Ordinal));
    }
}
