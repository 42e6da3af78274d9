using System.Diagnostics.CodeAnalysis;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>
/// The part of a line that is in memory: every valid entry at or before <see cref="LoadedThrough"/>. The due window is the head of
/// the due index.
/// </summary>
internal sealed class LineHead
{
    private readonly PlacedEntries _entries = new();
    private readonly int _capacity;

    internal LineHead(LineId id, Position watermark, int capacity, bool stored)
    {
        Id = id;
        Watermark = watermark;
        LoadedThrough = stored ? watermark : End;
        DeadTo = watermark;
        Stored = stored;
        _capacity = capacity;
    }

    /// <summary>After every entry.</summary>
    internal static Position End { get; } = new(long.MaxValue, long.MaxValue);

    internal LineId Id { get; }

    /// <summary>As stored, or as the batch will store it: every entry at or before it is gone.</summary>
    internal Position Watermark { get; set; }

    /// <summary>Valid entries up to here are in memory.</summary>
    internal Position LoadedThrough { get; private set; }

    /// <summary>The highest place in memory's range whose entry is known to be dead (consumed, moved or stale).</summary>
    internal Position DeadTo { get; private set; }

    /// <summary>Dead entries since the last trim.</summary>
    internal int DeadCount { get; private set; }

    /// <summary>The line has a row in the store.</summary>
    internal bool Stored { get; set; }

    internal bool IsComplete => LoadedThrough == End;

    internal int Count => _entries.Count;

    internal int Capacity => _capacity;

    internal bool IsEmpty => IsComplete && _entries.Count == 0;

    /// <summary>All the valid entries in memory, in order; for one walk, during which nothing changes.</summary>
    internal ReadOnlySpan<LineEntry> Entries => _entries.AsSpan();

    internal bool TryFirst([NotNullWhen(true)] out LineEntry? first) => _entries.TryFirst(out first);

    /// <summary>Notes an entry that was put. Beyond the range it is only in the store.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The job whose entry had to leave memory for it, or null.</returns>
    internal JobCell? Add(LineEntry entry)
    {
        if (entry.At > LoadedThrough)
            return null;
        if (_entries.Add(entry) && entry.Cell is { } cell)
            cell.References++;
        return _entries.Count > _capacity ? DropLast() : null;
    }

    /// <summary>Notes that the entry at a place is not valid any more.</summary>
    internal void Remove(Position at)
    {
        if (_entries.Remove(at) is { Cell: { } cell })
            cell.References--;
        if (at <= LoadedThrough)
            MarkDead(at);
    }

    /// <summary>From here on the place of a schedule's entry is its time.</summary>
    internal void PlaceTells(Position at)
    {
        if (_entries.Find(at) is { FireAt: not null })
            _entries.Add(_entries.Remove(at)! with { FireAt = null });
    }

    internal void MarkDead(Position at)
    {
        DeadCount++;
        if (at > DeadTo)
            DeadTo = at;
    }

    /// <summary>Takes a page that was read after <see cref="LoadedThrough"/>.</summary>
    internal void ExtendTo(Position through)
    {
        if (through > LoadedThrough)
            LoadedThrough = through;
    }

    /// <summary>How far the line can be trimmed now: all entries up to there are dead. Null if not at all.</summary>
    /// <param name="limit">Never beyond this place.</param>
    internal Position? TrimmableTo(Position? limit = null)
    {
        var to = limit is { } most && most < DeadTo ? most : DeadTo;
        if (to <= Watermark)
            return null;
        return TryFirst(out var first) && first.At <= to ? null : to;
    }

    /// <summary>The line has no entry and no row any more: it is as one that was just made.</summary>
    internal void Reset()
    {
        (Watermark, LoadedThrough, DeadTo) = (Position.Start, End, Position.Start);
        (DeadCount, Stored) = (0, false);
    }

    internal void Trimmed(Position to)
    {
        Watermark = to;
        DeadCount = 0;
    }

    private JobCell? DropLast()
    {
        var last = _entries.Last;
        if (last.Cell is { } cell)
            cell.References--;
        _entries.Remove(last.At);
        LoadedThrough = _entries.Last.At;
        // What is dead beyond the range has a valid entry before it now: a trim up to there would take that with it.
        if (DeadTo > LoadedThrough)
            DeadTo = LoadedThrough;
        return last.Cell;
    }
}

/// <summary>An entry in memory.</summary>
/// <param name="At">Its place.</param>
/// <param name="Cell">Its job; null for a schedule's.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="ScheduleId">Its schedule; null for a job's.</param>
internal sealed record LineEntry(Position At, JobCell? Cell, EntryKind Kind, string? ScheduleId = null)
{
    /// <summary>When a schedule's entry was put for; null if it was read, then its place tells.</summary>
    internal long? FireAt { get; init; }

    /// <summary>The true time of an entry of the due index; its place is no earlier, see <see cref="PartitionHead.DueWatermark"/>.</summary>
    internal long DueAt => Kind switch
    {
        EntryKind.Run => Cell!.Record.RunAt,
        EntryKind.Expire => Cell!.Record.Spec.ExpiresAt ?? At.At,
        _ => FireAt ?? At.At,
    };
}
