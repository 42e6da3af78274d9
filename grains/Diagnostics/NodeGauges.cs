using System.Diagnostics.Metrics;
using JobScheduler.Grains.Node;
using static JobScheduler.Grains.Diagnostics.MetricTags;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>What the node has now: slots, partitions, whether its store can be written. Read from memory.</summary>
internal sealed class NodeGauges
{
    private readonly SchedulerNode _node;

    public NodeGauges(Meter meter, SchedulerNode node)
    {
        _node = node;
        meter.CreateObservableUpDownCounter("jobscheduler.slots", Slots, "{slot}", "Worker slots of this node, running or free.");
        meter.CreateObservableGauge("jobscheduler.store.writable", () => Alive(node.Health.StoreProblem is null ? 1L : 0L), null, "1 if the store could be written the last time, else 0.");
        meter.CreateObservableUpDownCounter("jobscheduler.partition.served", () => Alive(node.Health.PartitionsServed), "{partition}", "Partitions that this node serves.");
        meter.CreateObservableUpDownCounter("jobscheduler.partition.limit", () => Alive(node.Settings.Partitions), "{partition}", "Partitions of the store.");
        Partition("jobscheduler.partition.term", null, "The partition's term.", figure => figure.Term);
        Partition("jobscheduler.partition.horizon", "{entry}", "Entries of the due index in memory: what is due within the horizon.", figure => figure.Horizon);
        Partition("jobscheduler.partition.in_memory", "{entry}", "Entries of the due index and of lines, and running attempts, in memory.", figure => figure.InMemory);
        Partition("jobscheduler.partition.pending", "{command}", "Commands that wait for a commit.", figure => figure.Pending);
        Partition("jobscheduler.partition.pending_size", "By", "Payloads of the commands of callers that wait for a commit.", figure => figure.PendingBytes);

        void Partition(string name, string? unit, string description, Func<PartitionFigure, long> read) =>
            meter.CreateObservableGauge(name, () => Partitions(read), unit, description);
    }

    private bool IsOver => _node.Closed.IsCancellationRequested;

    // A disposed node has nothing: its last figures would stand for ever.
    private IEnumerable<Measurement<long>> Alive(long value) => IsOver ? [] : [new Measurement<long>(value)];

    private IEnumerable<Measurement<long>> Slots()
    {
        if (IsOver)
            return [];
        var running = _node.Slots.Running;
        return
        [
            new Measurement<long>(running, Tag(State, "running")),
            new Measurement<long>(Math.Max(_node.Slots.Slots - running, 0), Tag(State, "free")),
        ];
    }

    private IEnumerable<Measurement<long>> Partitions(Func<PartitionFigure, long> read) => IsOver
        ? []
        : _node.Metrics.Partitions.Of(_node.Health.Serves).Select(each => new Measurement<long>(read(each.Figure), Tag(MetricTags.Partition, each.Label)));
}
