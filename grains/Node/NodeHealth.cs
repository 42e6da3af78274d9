namespace JobScheduler.Grains.Node;

/// <summary>What this node knows of its own state. Thread-safe.</summary>
public sealed class NodeHealth
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _serving = [];
    private string? _storeProblem;

    /// <summary>Partitions this node serves.</summary>
    public int PartitionsServed
    {
        get
        {
            lock (_gate)
                return _serving.Count;
        }
    }

    /// <summary>Why the store could not be written the last time; null if it could.</summary>
    public string? StoreProblem
    {
        get
        {
            lock (_gate)
                return _storeProblem;
        }
    }

    /// <summary>Whether a partition is served here.</summary>
    /// <param name="partition">The partition.</param>
    public bool Serves(int partition)
    {
        lock (_gate)
            return _serving.Contains(partition);
    }

    /// <summary>A partition is served here, or no longer.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="serving">Whether it is.</param>
    public void Serve(int partition, bool serving)
    {
        lock (_gate)
        {
            if (serving)
                _serving.Add(partition);
            else
                _serving.Remove(partition);
        }
    }

    /// <summary>A commit succeeded (null), or why it did not.</summary>
    /// <param name="problem">A sentence, or null.</param>
    public void Store(string? problem)
    {
        lock (_gate)
            _storeProblem = problem;
    }
}
