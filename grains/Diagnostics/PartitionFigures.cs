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
    private readonly ConcurrentDictionary<int, RecentTimes> _commits = new();

    /// <summary>A partition's newest figures.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="figure">What it has.</param>
    public void Set(int partition, PartitionFigure figure)
    {
        var label = _figures.TryGetValue(partition, out var known) ? known.Label : partition.ToString(CultureInfo.InvariantCulture);
        _figures[partition] = (label, figure);
    }

    /// <summary>The store has answered a commit of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="took">How long that took.</param>
    public void Committed(int partition, TimeSpan took) => _commits.GetOrAdd(partition, static _ => new RecentTimes()).Add(took);

    /// <summary>The partitions that are asked for, by number.</summary>
    /// <param name="wanted">Which partitions.</param>
    /// <param name="node">The node that serves them.</param>
    /// <param name="now">Its clock, Unix milliseconds.</param>
    public PartitionInfo[] Describe(Func<int, bool> wanted, string node, long now) =>
    [
        .. _figures.Where(each => wanted(each.Key)).OrderBy(each => each.Key).Select(each => new PartitionInfo
        {
            Partition = each.Key,
            Node = node,
            Term = each.Value.Figure.Term,
            InMemory = each.Value.Figure.InMemory,
            Queued = each.Value.Figure.Queued,
            Running = each.Value.Figure.Running,
            OldestQueuedMs = each.Value.Figure.OldestQueuedAt is { } due ? Math.Max(now - due, 0) : null,
            CommitMs = _commits.TryGetValue(each.Key, out var times) ? times.Percentiles() : CommitTimes.None,
        }),
    ];

    /// <summary>Jobs that stand in lines of the partitions that are asked for.</summary>
    /// <param name="wanted">Which partitions.</param>
    public long QueuedOf(Func<int, bool> wanted)
    {
        var queued = 0L;
        foreach (var (partition, each) in _figures)
            queued += wanted(partition) ? each.Figure.Queued : 0;
        return queued;
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
public readonly record struct PartitionFigure(long Term, int Horizon, int InMemory, int Pending, long PendingBytes)
{
    /// <summary>Jobs that stand in lines.</summary>
    public long Queued { get; init; }

    /// <summary>Attempts that are claimed.</summary>
    public int Running { get; init; }

    /// <summary>Due time of the oldest job at the head of a line, Unix milliseconds; null: there is none.</summary>
    public long? OldestQueuedAt { get; init; }
}
