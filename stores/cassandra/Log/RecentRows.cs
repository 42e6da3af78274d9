namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Rows of live jobs as this owner's commits left them, so that the archiver need not read what was written a moment ago. It forgets old
/// ones; what is not here is read.
/// </summary>
internal sealed class RecentRows
{
    private const long MostBytes = 1024 * 1024;
    private const int RowBytes = 256;
    private readonly Lock _gate = new();
    private Dictionary<string, StoredRow> _young = new(StringComparer.Ordinal);
    private Dictionary<string, StoredRow> _old = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Those of these jobs that are known.</summary>
    public Dictionary<string, StoredRow> Find(IEnumerable<string> ids)
    {
        lock (_gate)
            return ids.Select(Find).OfType<StoredRow>().ToDictionary(row => row.JobId, StringComparer.Ordinal);
    }

    /// <summary>A whole row was written.</summary>
    public void Put(StoredRow row)
    {
        lock (_gate)
            Keep(row);
    }

    /// <summary>Some columns of a row were written.</summary>
    public void Change(string jobId, Func<StoredRow, StoredRow> change)
    {
        lock (_gate)
        {
            if (Find(jobId) is { } row)
                Keep(change(row));
        }
    }

    public void Remove(string jobId)
    {
        lock (_gate)
        {
            _young.Remove(jobId);
            _old.Remove(jobId);
        }
    }

    private StoredRow? Find(string jobId) => _young.GetValueOrDefault(jobId) ?? _old.GetValueOrDefault(jobId);

    private void Keep(StoredRow row)
    {
        _young[row.JobId] = row;
        _bytes += RowBytes + row.Spec.Length + row.Changes.Length + (row.Payload?.Length ?? 0) + (row.Result?.Length ?? 0);
        if (_bytes < MostBytes / 2)
            return;
        (_old, _young, _bytes) = (_young, new(StringComparer.Ordinal), 0);
    }
}
