using JobScheduler.Grains.Core;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// A small set whose members come and go all the time, kept in a fixed number of rows that are written whole. Nothing of it is ever
/// deleted, so that reading it crosses no tombstones, however much went through it; a change costs the size of a row.
/// </summary>
internal sealed class PackedSet(sbyte kind, string name)
{
    private readonly Dictionary<string, string>[] _rows = [.. Enumerable.Range(0, RowKind.RowsOf(kind)).Select(_ => new Dictionary<string, string>(StringComparer.Ordinal))];
    private readonly SortedSet<int> _changed = [];

    public sbyte Kind => kind;

    public string Name => name;

    public int Count => _rows.Sum(row => row.Count);

    /// <summary>Takes over a row as it is stored.</summary>
    public void Fill(long row, byte[]? value)
    {
        foreach (var (key, item) in Read(value))
            _rows[row][key] = item;
    }

    public string? Find(string key) => _rows[RowOf(kind, key)].GetValueOrDefault(key);

    public void Put(string key, string value)
    {
        var row = RowOf(kind, key);
        if (_rows[row].TryGetValue(key, out var present) && present == value)
            return;
        _rows[row][key] = value;
        _changed.Add(row);
    }

    public void Remove(string key)
    {
        var row = RowOf(kind, key);
        if (_rows[row].Remove(key))
            _changed.Add(row);
    }

    /// <summary>The rows to write.</summary>
    public IEnumerable<(int Row, byte[] Value)> TakeChanged()
    {
        var changed = _changed.ToArray();
        _changed.Clear();
        return changed.Select(row => (row, Write(_rows[row])));
    }

    /// <summary>The members of a row as it is stored.</summary>
    public static IEnumerable<(string Key, string Value)> Read(byte[]? value)
    {
        if (value is null)
            yield break;
        using var reader = new BinaryReader(new MemoryStream(value));
        while (reader.BaseStream.Position < value.Length)
            yield return (reader.ReadString(), reader.ReadString());
    }

    /// <summary>The row a member lies in. Stored rows depend on it: it never changes.</summary>
    public static int RowOf(sbyte kind, string key) => Routing.Hash(key) % RowKind.RowsOf(kind);

    private static byte[] Write(Dictionary<string, string> row)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            foreach (var (key, value) in row)
            {
                writer.Write(key);
                writer.Write(value);
            }
        }

        return stream.ToArray();
    }
}
