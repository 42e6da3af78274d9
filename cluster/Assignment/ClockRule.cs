namespace JobScheduler.Cluster.Assignment;

/// <summary>
/// Which nodes have a wrong clock: those that differ by more than a limit from the median of the others. It does not matter who looks,
/// because only differences count. Of two nodes, and where all differ from each other, the one that is up longest is taken to be right:
/// somebody must work, and a clock that was good for long is more likely to be.
/// </summary>
internal static class ClockRule
{
    /// <summary>A node whose clock differs by more owns no partitions and is not ready.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    /// <summary>The nodes with a wrong clock, each with how far it is off.</summary>
    /// <param name="clocks">The clocks of all nodes, each node once.</param>
    public static IReadOnlyDictionary<string, TimeSpan> Wrong(IReadOnlyCollection<NodeClock> clocks)
    {
        var wrong = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var clock in clocks)
        {
            if (Difference(clock, clocks) is var off && off.Duration() > Limit)
                wrong.Add(clock.Node, off);
        }

        if (wrong.Count > 0 && wrong.Count == clocks.Count)
            wrong.Remove(clocks.OrderByDescending(clock => clock.Uptime).ThenBy(clock => clock.Node, StringComparer.Ordinal).First().Node);
        return wrong;
    }

    /// <summary>From the median of the others; of an even number of others, from the nearer one of the two in the middle.</summary>
    private static TimeSpan Difference(NodeClock clock, IReadOnlyCollection<NodeClock> all)
    {
        var others = all.Where(other => other.Node != clock.Node).Select(other => other.Offset).Order().ToArray();
        if (others.Length == 0)
            return TimeSpan.Zero;
        var (low, high) = (clock.Offset - others[(others.Length - 1) / 2], clock.Offset - others[others.Length / 2]);
        return low.Duration() < high.Duration() ? low : high;
    }
}
