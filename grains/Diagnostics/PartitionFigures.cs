using System.Collections.Concurrent;
using System.Globalization;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// What each partition of the node last said of itself: about once a second, on one of its own turns, since nobody else may look into
/// it. Thread-safe.
/// </summary>
public sealed class PartitionFigures
{
    private readonly ConcurrentDictionary<int, (string Label, PartitionFigure Figure)> _figures = new();

    /// <summary>A partition's newest figures.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="figure">What it has.</param>
    public void Set(int partition, PartitionFigure figure)
    {
        var label = _figures.TryGetValue(partition, out var known) ? known.Label : partition.ToString(CultureInfo.InvariantCulture);
        _figures[partition] = (label, figure);
    }

    /// <summary>Those of the partitions that are asked for, with the label's value.</summary>
    /// <param name="wanted">Which partitions.</param>
    internal IEnumerable<(string Label, PartitionFigure Figure)> Of(Func<int, bool> wanted) =>
        _figures.Where(each => wanted(each.Key)).OrderBy(each => each.Key).Select(each => each.Value);
}

/// <summary>A partition in figures.</summary>
/// <param name="Term">Its term.</param>
/// <param name="Horizon">Entries of the due index in memory.</param>
/// <param name="InMemory">All entries and running attempts in memory.</param>
/// <param name="Pending">Commands that wait for a commit.</param>
/// <param name="PendingBytes">Their payloads and results.</param>
public readonly record struct PartitionFigure(long Term, int Horizon, int InMemory, int Pending, long PendingBytes);
