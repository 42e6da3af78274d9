using System.Diagnostics.Metrics;
using JobScheduler.Grains.Node;
using static JobScheduler.Grains.Diagnostics.MetricTags;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>What the store has, from the last reading: observing it never waits for the store.</summary>
internal sealed class StoredGauges
{
    private readonly SchedulerNode _node;
    private readonly StoredFigures _figures;

    public StoredGauges(Meter meter, SchedulerNode node, StoredFigures figures)
    {
        (_node, _figures) = (node, figures);
        meter.CreateObservableUpDownCounter("jobscheduler.jobs", Jobs, "{job}", "Jobs in the whole store.");
        meter.CreateObservableUpDownCounter("jobscheduler.job.unhandled", Unhandled, "{job}", "Waiting jobs of a type that this node has no handler for; 0 where it has one.");
        meter.CreateObservableUpDownCounter("jobscheduler.queue.depth", Depths, "{job}", "Jobs of the queue that are due and wait.");
        meter.CreateObservableGauge("jobscheduler.queue.oldest_age", Ages, "s", "For how long the queue's oldest waiting job has been due; 0 if none waits.");
        meter.CreateObservableGauge("jobscheduler.queue.paused", Paused, null, "1 while the queue is paused, else 0.");
        meter.CreateObservableGauge("jobscheduler.store.disk.free", Free, "By", "Free space where the data lies.");
        meter.CreateObservableGauge("jobscheduler.store.read_age", Age, "s", "Age of the figures that are read from the store; those older than a minute are left out.");
    }

    private StoredSnapshot? Newest => _node.Closed.IsCancellationRequested ? null : _figures.Newest;

    private IEnumerable<Measurement<long>> Jobs() => Newest is not { } newest
        ? []
        : newest.Jobs.Select(each => new Measurement<long>(each.Value, Tag(State, Name(each.Key.State)), Tag(JobType, each.Key.JobType)));

    private IEnumerable<Measurement<long>> Unhandled() => Newest is not { } newest
        ? []
        : newest.Unhandled.Select(each => new Measurement<long>(each.Value, Tag(JobType, each.Key)));

    private IEnumerable<Measurement<long>> Depths() => Newest is not { } newest
        ? []
        : newest.Queues.Select(each => new Measurement<long>(each.Value.Queued, Tag(Queue, each.Key)));

    private IEnumerable<Measurement<double>> Ages() => Newest is not { } newest
        ? []
        : newest.Queues.Select(each => new Measurement<double>(AgeOf(each.Value), Tag(Queue, each.Key)));

    // Of the queues that have jobs, so that names of queues that are only paused cannot pile up here.
    private IEnumerable<Measurement<long>> Paused()
    {
        if (Newest is not { } newest)
            return [];
        var paused = _node.Queues.Paused.Select(_node.Metrics.Queues.Of).ToHashSet(StringComparer.Ordinal);
        return newest.Queues.Keys.Select(queue => new Measurement<long>(paused.Contains(queue) ? 1 : 0, Tag(Queue, queue)));
    }

    private IEnumerable<Measurement<long>> Free() => Newest?.FreeBytes is { } free ? [new Measurement<long>(free)] : [];

    private IEnumerable<Measurement<double>> Age() =>
        !_node.Closed.IsCancellationRequested && _figures.Age is { } age ? [new Measurement<double>(age.TotalSeconds)] : [];

    private double AgeOf(StoredQueue queue) => queue.OldestDue is { } due ? Math.Max(_node.Now - due, 0) / 1000.0 : 0;
}
