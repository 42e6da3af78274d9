namespace JobScheduler.Grains.Node;

/// <summary>
/// This node's view of its cluster. On the embedded engine it never changes: there is one node. In a cluster each silo's keeper makes it
/// anew from the membership and from what the others say of themselves. Thread-safe.
/// </summary>
/// <param name="node">This node's name.</param>
public sealed class ClusterView(string node)
{
    private volatile ClusterState _current = ClusterState.Alone;
    private Func<string, ValueTask<bool>>? _isAlive;

    /// <summary>Raised after other nodes have come to handle other job types.</summary>
    public event Action? Changed;

    /// <summary>Raised when another node said how it is from now on.</summary>
    public event Action<NodeSnapshot>? Noticed;

    /// <summary>Raised when this node begins to drain.</summary>
    public event Action? Draining;

    /// <summary>What is known now.</summary>
    public ClusterState Current => _current;

    /// <summary>True on an engine that has one node only, whatever happens.</summary>
    public bool IsAlone => _isAlive is null;

    /// <summary>The node is one of a cluster. To be called before its grains are.</summary>
    /// <param name="isAlive">Whether a node of a name is alive by the newest membership.</param>
    public void Join(Func<string, ValueTask<bool>> isAlive) => _isAlive = isAlive;

    /// <summary>Whether a node of this name is alive, as far as that is known. One that is dead answers no question any more.</summary>
    /// <param name="name">A node's name.</param>
    public ValueTask<bool> IsAliveAsync(string name) => name == node ? new(true) : _isAlive?.Invoke(name) ?? new(false);

    /// <summary>What is known was looked at anew.</summary>
    /// <param name="state">What is known from now on.</param>
    public void Set(ClusterState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var isNews = !HasSameTypes(_current, state);
        _current = state;
        if (isNews)
            Changed?.Invoke();
    }

    /// <summary>Another node says how it is from now on.</summary>
    /// <param name="other">That node.</param>
    public void Notice(NodeSnapshot other) => Noticed?.Invoke(other);

    private static bool HasSameTypes(ClusterState one, ClusterState other) => one.TypesElsewhere.Count == other.TypesElsewhere.Count
        && one.TypesElsewhere.All(type => other.TypesElsewhere.TryGetValue(type.Key, out var nodes) && type.Value.SequenceEqual(nodes));

    internal void DrainBegan() => Draining?.Invoke();
}
