using System.Diagnostics.CodeAnalysis;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>
/// Entries by place, each place once. Nearly all of them come at the end and leave at the beginning, so they lie in one array: both cost
/// next to nothing, a search is binary, and a walk reads memory in order. Anywhere else an entry moves those behind it.
/// </summary>
internal sealed class PlacedEntries
{
    private const int Least = 16;
    private LineEntry?[] _items = [];
    private int _first;
    private int _count;

    internal int Count => _count;

    internal LineEntry Last => _items[_first + _count - 1]!;

    internal ReadOnlySpan<LineEntry> AsSpan() => _items.AsSpan(_first, _count)!;

    internal bool TryFirst([NotNullWhen(true)] out LineEntry? first) => (first = _count == 0 ? null : _items[_first]) is not null;

    internal LineEntry? Find(Position at) => Search(at) is >= 0 and var index ? _items[_first + index] : null;

    /// <summary>False: there is one at that place already.</summary>
    internal bool Add(LineEntry entry)
    {
        var index = _count == 0 || entry.At > Last.At ? _count : ~Search(entry.At);
        if (index < 0)
            return false;
        if (_first + _count == _items.Length)
            MakeRoom();
        var place = _first + index;
        Array.Copy(_items, place, _items, place + 1, _count - index);
        _items[place] = entry;
        _count++;
        return true;
    }

    /// <summary>Takes out the entry at a place; null: there is none.</summary>
    internal LineEntry? Remove(Position at)
    {
        var index = _count > 0 && _items[_first]!.At == at ? 0 : Search(at);
        if (index < 0)
            return null;
        var place = _first + index;
        var entry = _items[place];
        _count--;
        if (index == 0)
        {
            _items[_first] = null;
            _first = _count == 0 ? 0 : _first + 1;
            return entry;
        }

        Array.Copy(_items, place + 1, _items, place, _count - index);
        _items[_first + _count] = null;
        return entry;
    }

    // Half of the array may be left over at its beginning: then what is there moves, else the array grows.
    private void MakeRoom()
    {
        var moves = _items.Length >= Least && _count * 2 <= _items.Length;
        var target = moves ? _items : new LineEntry?[Math.Max(Least, _items.Length * 2)];
        Array.Copy(_items, _first, target, 0, _count);
        if (moves)
            Array.Clear(_items, _count, _items.Length - _count);
        (_items, _first) = (target, 0);
    }

    private int Search(Position at)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _items[_first + middle]!.At.CompareTo(at);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
