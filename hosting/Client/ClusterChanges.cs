using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Runtime;

namespace JobScheduler.Hosting.Client;

/// <summary>
/// The changes of all nodes of a cluster in one feed of this node. While anybody reads it, and a minute longer, every node is followed; a
/// node that joins or goes leaves a gap, since nobody can tell what it changed just before. Thread-safe.
/// </summary>
/// <remarks>
/// A job's changes are told by its partition's owner, so they come in order. While a partition moves, the old owner's last and the new
/// one's first may change places.
/// </remarks>
internal sealed class ClusterChanges(NodeHolder holder, GrainCalls calls)
{
    internal const string NodesChanged = "nodes_changed";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstAnswers = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private ChangeFeed? _feed;
    private Task? _followed;

    private SchedulerNode Own => holder.Node;

    private ChangeFeed Feed => _feed ?? Interlocked.CompareExchange(ref _feed, new ChangeFeed(Own.Clock, Own.Settings.Incarnation + ".all"), null) ?? _feed;

    /// <summary>Begins to read.</summary>
    /// <param name="after">Where an earlier reader was; null: from now on.</param>
    public ChangeReader Open(string? after) => Feed.Open(after);

    /// <summary>Completes when every node that answers in time is followed: what changes from then on is read.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task WhenFollowedAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? begins = null;
        Task followed;
        lock (_gate)
        {
            if (_followed is null)
                _followed = (begins = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            followed = _followed;
        }

        if (begins is not null)
            _ = FollowAllAsync(begins);
        return followed.WaitAsync(cancellationToken);
    }

    private async Task FollowAllAsync(TaskCompletionSource begins)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var nodes = new Dictionary<(string Name, string Incarnation), FollowedNode>();
        Look(nodes, isFirst: true);
        await Task.WhenAny(Task.WhenAll(nodes.Values.Select(node => node.Begun)), Task.Delay(FirstAnswers, Own.Clock, Own.Closed));
        begins.TrySetResult();
        while (GoesOn())
        {
            await Task.Delay(LookEvery, Own.Clock, Own.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Look(nodes, isFirst: false);
        }

        foreach (var node in nodes.Values)
            node.Dispose();
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            // Under the lock: who opens the feed after this look begins anew.
            if (Feed.IsWanted && !Own.Closed.IsCancellationRequested)
                return true;
            _followed = null;
            return false;
        }
    }

    private void Look(Dictionary<(string Name, string Incarnation), FollowedNode> nodes, bool isFirst)
    {
        var known = Own.Cluster.Current.Others.Select(node => (node.Name, node.Incarnation)).ToHashSet();
        if (Own.Settings.Role == NodeRole.Silo)
            known.Add((Own.Settings.Node, Own.Settings.Incarnation));
        foreach (var gone in nodes.Keys.Where(node => !known.Contains(node)).ToList())
        {
            nodes.Remove(gone, out var followed);
            followed!.Dispose();
            Feed.AddGap(NodesChanged);
        }

        foreach (var node in known.Where(node => !nodes.ContainsKey(node)))
            nodes.Add(node, new FollowedNode(Feed, ReadsOf(node.Name), hasPast: !isFirst, Own.Clock));
    }

    private Func<string?, TimeSpan, CancellationToken, Task<ChangePage>> ReadsOf(string node)
    {
        if (node != Own.Settings.Node)
            return (after, atMost, stop) => calls.Node(node).ReadChangesAsync(after, atMost).WaitAsync(stop);
        return async (after, atMost, stop) =>
        {
            using var reader = Own.Changes.Open(after);
            return await reader.PageAsync(after is null ? TimeSpan.Zero : atMost, Own.Clock, stop);
        };
    }
}
