namespace JobScheduler.FaultTest.Vfs;

/// <summary>A file as a disk has it: what was synced is there for certain, what came after may be there in parts and in any order.</summary>
internal sealed class RecordedFile
{
    /// <summary>The unit a disk writes as a whole.</summary>
    public const int SectorBytes = 512;

    private readonly List<Change> _unsynced = [];
    private byte[] _durable;
    private int _length;

    public RecordedFile(byte[] durable) => (_durable, _length) = (durable, durable.Length);

    public void Write(long offset, ReadOnlySpan<byte> bytes) => _unsynced.Add(new(offset, bytes.ToArray()));

    public void Truncate(long size) => _unsynced.Add(new(size, null));

    /// <summary>All that was written is durable.</summary>
    public void Sync()
    {
        foreach (var change in _unsynced)
        {
            if (change.Bytes is { } bytes)
            {
                Reserve((int)change.At + bytes.Length);
                bytes.CopyTo(_durable, (int)change.At);
            }
            else
            {
                Reserve((int)change.At);
                Array.Clear(_durable, (int)change.At, _length - (int)change.At);
                _length = (int)change.At;
            }
        }

        _unsynced.Clear();
    }

    /// <summary>What a power cut leaves of it.</summary>
    /// <param name="random">Decides what of the unsynced changes survived, for each sector.</param>
    /// <param name="survival">0: nothing unsynced survived; 1: all of it; between: some.</param>
    public byte[] AfterPowerCut(Random random, double survival)
    {
        if (_unsynced.Count == 0 || survival <= 0)
            return _durable.AsSpan(0, _length).ToArray();
        var sizes = Sizes();
        var image = new byte[sizes.Max()];
        _durable.AsSpan(0, _length).CopyTo(image);
        var reached = new Dictionary<long, int>(); // by sector: how many changes reached the disk
        for (var i = 0; i < _unsynced.Count; i++)
            Apply(image, i, sector => Reached(sector) > i);
        // The size is not data: it reaches the disk on its own.
        var size = survival >= 1 ? sizes[^1] : sizes[random.Next(sizes.Count)];
        return image.AsSpan(0, size).ToArray();

        int Reached(long sector)
        {
            if (!reached.TryGetValue(sector, out var count))
            {
                count = random.NextDouble() < survival ? _unsynced.Count : random.Next(_unsynced.Count + 1);
                reached.Add(sector, count);
            }

            return count;
        }
    }

    private void Apply(byte[] image, int index, Func<long, bool> reached)
    {
        var (at, bytes) = _unsynced[index];
        var end = bytes is null ? image.Length : at + bytes.Length;
        for (var from = at; from < end;)
        {
            var to = Math.Min(end, (from / SectorBytes * SectorBytes) + SectorBytes);
            if (reached(from / SectorBytes))
            {
                var target = image.AsSpan((int)from, (int)(to - from));
                if (bytes is null)
                    target.Clear();
                else
                    bytes.AsSpan((int)(from - at), target.Length).CopyTo(target);
            }

            from = to;
        }
    }

    private List<int> Sizes()
    {
        List<int> sizes = [_length];
        foreach (var (at, bytes) in _unsynced)
            sizes.Add(bytes is null ? (int)at : Math.Max(sizes[^1], (int)at + bytes.Length));
        return sizes;
    }

    private void Reserve(int length)
    {
        if (length > _durable.Length)
            Array.Resize(ref _durable, Math.Max(length, _durable.Length * 2));
        _length = Math.Max(_length, length);
    }

    /// <summary>Bytes at an offset, or (null) an end there.</summary>
    private sealed record Change(long At, byte[]? Bytes);
}
