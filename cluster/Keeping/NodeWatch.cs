using JobScheduler.Cluster.Assignment;

namespace JobScheduler.Cluster.Keeping;

/// <summary>
/// Asks the other silos how they are: each when it joins and then every 2 s, or as many times 50 ms as there are nodes if that is longer
/// (more than 40), so that a node answers at most 20 such questions a second. Thread-safe.
/// </summary>
/// <param name="grains">Calls nodes.</param>
/// <param name="clock">This node's clock.</param>
/// <param name="changed">Told when an answer has come.</param>
internal sealed class NodeWatch(IGrainFactory grains, TimeProvider clock, Action changed)
{
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TrustedRoundTrip = TimeSpan.FromMilliseconds(400);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, WatchedNode> _nodes = new(StringComparer.Ordinal);

    /// <summary>How often each node is asked.</summary>
    /// <param name="nodes">How many nodes there are.</param>
    public static TimeSpan AskEvery(int nodes) => TimeSpan.FromMilliseconds(Math.Max(2_000, 50 * nodes));

    /// <summary>The nodes that have said how they are.</summary>
    public IReadOnlyDictionary<string, (NodeSnapshot Snapshot, TimeSpan Offset)> Known
    {
        get
        {
            lock (_gate)
            {
                return _nodes.Where(each => each.Value.Snapshot is not null)
                    .ToDictionary(each => each.Key, each => (each.Value.Snapshot!, each.Value.Offset), StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Forgets who is not active any more, and asks whom it is time to ask.</summary>
    /// <param name="others">The other active silos by name.</param>
    public void Look(IReadOnlyDictionary<string, SiloAddress> others)
    {
        lock (_gate)
        {
            foreach (var name in _nodes.Where(each => !others.TryGetValue(each.Key, out var address) || !address.Equals(each.Value.Address)).Select(each => each.Key).ToList())
                _nodes.Remove(name);
            foreach (var (name, address) in others)
            {
                if (!_nodes.TryGetValue(name, out var node))
                    _nodes.Add(name, node = new WatchedNode(address));
                if (node.IsAsked || (node.AskedAt is { } at && clock.GetElapsedTime(at) < AskEvery(others.Count + 1)))
                    continue;
                (node.IsAsked, node.AskedAt) = (true, clock.GetTimestamp());
                _ = AskAsync(name, node);
            }
        }
    }

    /// <summary>A node says by itself how it is. How its clock goes cannot be told from that.</summary>
    /// <param name="snapshot">What it says.</param>
    public void Notice(NodeSnapshot snapshot)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(snapshot.Name, out var node) && node.Snapshot?.Incarnation == snapshot.Incarnation)
                node.Snapshot = snapshot;
        }

        changed();
    }

    /// <summary>The clocks of these nodes, as far as they are known.</summary>
    public static IEnumerable<NodeClock> Clocks(IReadOnlyDictionary<string, (NodeSnapshot Snapshot, TimeSpan Offset)> nodes) =>
        nodes.Select(each => new NodeClock(each.Key, each.Value.Offset, each.Value.Snapshot.Uptime));

    private async Task AskAsync(string name, WatchedNode node)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var (before, began) = (clock.GetUtcNow(), clock.GetTimestamp());
            var snapshot = await grains.GetGrain<INodeGrain>(name).DescribeAsync().WaitAsync(AskFor, clock);
            var roundTrip = clock.GetElapsedTime(began);
            lock (_gate)
            {
                // Its clock was read somewhere on the way: half of the way is the best guess, and wrong by as much at the most.
                if (node.Snapshot is null || roundTrip <= TrustedRoundTrip)
                    node.Offset = snapshot.At - (before + (roundTrip / 2));
                node.Snapshot = snapshot;
            }
        }
        catch (Exception)
        {
            // It is asked again; whether it is alive is the membership's matter.
        }
        finally
        {
            lock (_gate)
                node.IsAsked = false;
            changed();
        }
    }
}
