using JobScheduler.Stores.Sqlite;

namespace JobScheduler.FaultTest.Vfs;

/// <summary>
/// One folder on a disk that records and fails. The files are real, so reads see every write at once, as through a page cache;
/// beside them is kept what would be left after a power cut. Thread-safe.
/// </summary>
internal sealed class FaultDisk : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RecordedFolder _names = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _operations;
    private long _injected;
    private bool _isCut;

    public FaultDisk(string folder)
    {
        Folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            _names.AddDurable(file, File.ReadAllBytes(file));
        FaultVfs.Add(this);
    }

    public string Folder { get; }

    /// <summary>What happens to each operation.</summary>
    public Func<DiskCall, DiskFault> Rule { get; set; } = static _ => DiskFault.None;

    /// <summary>True: syncs are answered well and do nothing, as disks do that lie. For seeing that checks can fail.</summary>
    public bool IgnoresSyncs { get; init; }

    /// <summary>Changing operations so far.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    /// <summary>Faults so far.</summary>
    public long Injected => Interlocked.Read(ref _injected);

    /// <summary>Completes at the power cut.</summary>
    public Task WhenCut => _cut.Task;

    /// <summary>What a store needs to lie on this disk.</summary>
    public SqliteStoreHooks Hooks => new() { Vfs = FaultVfs.Name, Move = Move, SyncFolder = SyncFolder };

    /// <summary>The power fails now.</summary>
    public void CutPower()
    {
        lock (_gate)
            _isCut = true;
        _cut.TrySetResult();
    }

    /// <summary>Writes what the power cut left into another folder.</summary>
    public void WriteImage(string folder, Random random)
    {
        if (!_isCut)
            throw new InvalidOperationException("The power is still on.");
        double[] survivals = [0, 0, 0.2, 0.5, 0.8, 1];
        Directory.CreateDirectory(folder);
        var survival = survivals[random.Next(survivals.Length)];
        foreach (var (path, file) in _names.AfterPowerCut(random, survival))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(path)), file.AfterPowerCut(random, survival));
    }

    public void Dispose() => FaultVfs.Remove(this);

    /// <summary>Asks the rule about an operation and does it, in one order with all others that change something.</summary>
    /// <param name="kind">What.</param>
    /// <param name="isLog">Of the log.</param>
    /// <param name="act">The real operation; its answer counts.</param>
    /// <param name="record">Notes the change; also done when the power fails in it.</param>
    public int Do(DiskOperation kind, bool isLog, Func<int> act, Action record)
    {
        lock (_gate)
        {
            if (_isCut)
                return Codes.Of(DiskFault.Error, kind);
            var fault = Rule(new(kind, isLog, ++_operations));
            if (fault == DiskFault.None)
            {
                var code = act();
                if (code == Codes.Ok)
                    record();
                return code;
            }

            _injected++;
            if (fault != DiskFault.PowerCut)
                return Codes.Of(fault, kind);
            if (kind is not (DiskOperation.Sync or DiskOperation.SyncFolder))
                record();
            _isCut = true;
        }

        _cut.TrySetResult();
        return Codes.Of(DiskFault.Error, kind);
    }

    /// <summary>Asks the rule about a read.</summary>
    public DiskFault BeforeRead(bool isLog)
    {
        lock (_gate)
        {
            if (_isCut)
                return DiskFault.Error;
            var fault = Rule(new(DiskOperation.Read, isLog, _operations));
            if (fault != DiskFault.None)
                _injected++;
            return fault;
        }
    }

    /// <summary>The recorded file of a path, made if it is new.</summary>
    public RecordedFile FileOf(string path)
    {
        lock (_gate)
            return _names.Find(path) ?? _names.Create(path);
    }

    public bool Has(string path)
    {
        lock (_gate)
            return _names.Find(path) is not null;
    }

    public void Create(string path) => _names.Create(path);

    public void Delete(string path, bool syncFolder)
    {
        _names.Delete(path);
        if (syncFolder && !IgnoresSyncs)
            _names.Sync();
    }

    public void Sync(RecordedFile file, bool withFolder)
    {
        if (IgnoresSyncs)
            return;
        file.Sync();
        if (withFolder)
            _names.Sync();
    }

    private void Move(string from, string to) => Throw(
        Do(DiskOperation.Move, false, () => { File.Move(from, to); return Codes.Ok; }, () => _names.Move(from, to)), to);

    private void SyncFolder(string folder)
    {
        // Only names in this folder are recorded; a folder above it is as it is.
        if (Path.GetFullPath(folder) != Folder)
            return;
        Throw(Do(DiskOperation.SyncFolder, false, static () => Codes.Ok, () =>
        {
            if (!IgnoresSyncs)
                _names.Sync();
        }), folder);
    }

    private static void Throw(int code, string path)
    {
        if (code != Codes.Ok)
            throw new IOException($"{path}: injected failure {code}");
    }
}
