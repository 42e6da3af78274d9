using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Holds the node from the moment its store is open. Everything that needs a node waits for it here.</summary>
/// <param name="metrics">The node's metrics: there from the beginning, so that what reads them need not wait.</param>
internal sealed class NodeHolder(NodeMetrics metrics)
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SchedulerNode? _node;

    /// <summary>What is measured of the node.</summary>
    public NodeMetrics Metrics => metrics;

    /// <summary>The node; only after the start.</summary>
    public SchedulerNode Node => _node ?? throw new InvalidOperationException("The scheduler's store is not open yet.");

    /// <summary>The node, or null before the store is open.</summary>
    public SchedulerNode? Current => _node;

    /// <summary>Set once stopping has ended: nothing is accepted any more.</summary>
    public bool Stopped { get; set; }

    public void Set(SchedulerNode node) => _node = node;

    /// <summary>The grains can be called.</summary>
    public void Opened() => _open.TrySetResult();

    /// <summary>Completes when grains can be called.</summary>
    public Task WhenOpen => _open.Task;
}
