using JobScheduler.Cluster.Assignment;
using JobScheduler.Grains.Node;

namespace JobScheduler.Cluster.Keeping;

/// <summary>What follows from what a silo knows of the others: who may own partitions, who owns which, and what its node is to see.</summary>
/// <param name="Owners">The name of each partition's owner; empty: nobody may own any, and they stay where they are.</param>
/// <param name="State">What the node sees.</param>
internal sealed record ClusterDecision(IReadOnlyList<string> Owners, ClusterState State)
{
    /// <summary>Decides.</summary>
    /// <param name="partitions">How many there are.</param>
    /// <param name="own">This node.</param>
    /// <param name="others">The other active silos that have said how they are.</param>
    public static ClusterDecision Of(int partitions, NodeSnapshot own, IReadOnlyDictionary<string, (NodeSnapshot Snapshot, TimeSpan Offset)> others)
    {
        var wrong = ClockRule.Wrong([.. NodeWatch.Clocks(others), new NodeClock(own.Name, TimeSpan.Zero, own.Uptime)]);
        var seen = others.Values.Select(other => other.Snapshot with { Problem = ProblemOf(other.Snapshot.Name, wrong) })
            .OrderBy(node => node.Name, StringComparer.Ordinal).ToList();
        var self = own with { Problem = ProblemOf(own.Name, wrong) };
        var owners = PartitionAssignment.Of(partitions, seen.Append(self).Where(MayWork).Select(node => node.Name));
        return new ClusterDecision(owners, new ClusterState
        {
            Others = seen,
            TypesElsewhere = Types(seen.Where(MayWork)),
            Problem = self.Problem,
            Assigned = owners.Count(owner => owner == own.Name),
        });
    }

    /// <summary>What a node sees that owns nothing itself.</summary>
    /// <param name="nodes">All silos.</param>
    public static ClusterState Seen(IReadOnlyCollection<NodeSnapshot> nodes) =>
        new() { Others = [.. nodes], TypesElsewhere = Types(nodes.Where(MayWork)), Assigned = 0 };

    private static bool MayWork(NodeSnapshot node) => node is { Role: NodeRole.Silo, Draining: false, Problem: null };

    private static string? ProblemOf(string node, IReadOnlyDictionary<string, TimeSpan> wrong) => wrong.TryGetValue(node, out var off)
        ? $"Its clock is {Math.Abs(off.TotalMilliseconds):F0} ms {(off > TimeSpan.Zero ? "ahead of" : "behind")} the other nodes'; at most {ClockRule.Limit.TotalMilliseconds:F0} ms are allowed."
        : null;

    private static Dictionary<string, string[]> Types(IEnumerable<NodeSnapshot> nodes) => nodes
        .SelectMany(node => node.JobTypes, (node, type) => (Type: type, node.Name))
        .GroupBy(each => each.Type, each => each.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
