namespace JobScheduler.FaultTest.Vfs;

/// <summary>The names of files: a new, changed or removed one is durable only when the folder was synced.</summary>
internal sealed class RecordedFolder
{
    private readonly Dictionary<string, RecordedFile> _now = new(StringComparer.Ordinal);
    private readonly List<(string? Gone, string? New, RecordedFile? File)> _unsynced = [];
    private Dictionary<string, RecordedFile> _durable = new(StringComparer.Ordinal);

    public RecordedFile? Find(string path) => _now.GetValueOrDefault(path);

    public RecordedFile Create(string path)
    {
        var file = new RecordedFile([]);
        Change(null, path, file);
        return file;
    }

    /// <summary>A file that lies there from before.</summary>
    public void AddDurable(string path, byte[] content) => _durable[path] = _now[path] = new RecordedFile(content);

    public void Delete(string path)
    {
        if (_now.ContainsKey(path))
            Change(path, null, null);
    }

    /// <summary>One change: never half of it.</summary>
    public void Move(string from, string to) => Change(from, to, _now[from]);

    public void Sync()
    {
        _durable = new(_now, StringComparer.Ordinal);
        _unsynced.Clear();
    }

    /// <summary>What a power cut leaves: unsynced changes of names survive in their order, up to some point.</summary>
    public IReadOnlyDictionary<string, RecordedFile> AfterPowerCut(Random random, double survival)
    {
        var left = new Dictionary<string, RecordedFile>(_durable, StringComparer.Ordinal);
        var survived = survival <= 0 ? 0 : survival >= 1 ? _unsynced.Count : random.Next(_unsynced.Count + 1);
        foreach (var change in _unsynced.Take(survived))
            Apply(left, change);
        return left;
    }

    private void Change(string? gone, string? made, RecordedFile? file)
    {
        _unsynced.Add((gone, made, file));
        Apply(_now, (gone, made, file));
    }

    private static void Apply(Dictionary<string, RecordedFile> names, (string? Gone, string? New, RecordedFile? File) change)
    {
        if (change.Gone is not null)
            names.Remove(change.Gone);
        if (change.New is not null)
            names[change.New] = change.File!;
    }
}
