using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Looks once a second at how much waits and runs on this node, for the history.</summary>
internal sealed class StatsSampler(SchedulerNode node) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private ITimer? _timer;

    public void Start() => _timer = node.Clock.CreateTimer(_ => Look(), null, Every, Every);

    public void Dispose() => _timer?.Dispose();

    private void Look() => node.Stats.Look(node.Metrics.Partitions.QueuedOf(node.Health.Serves), node.Slots.Running);
}
