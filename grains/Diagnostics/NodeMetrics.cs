using System.Diagnostics.Metrics;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// The metrics of one node: a <see cref="System.Diagnostics.Metrics.Meter"/> named <c>JobScheduler</c> with one set of instruments,
/// never static, so that two nodes in a process do not mix. docs/metrics.md lists them all, and a test compares.
/// </summary>
/// <remarks>
/// Whoever adds an instrument makes it on <see cref="Meter"/>, gives it no labels but those of <see cref="MetricTags"/>, caps what
/// callers make up with <see cref="JobTypes"/> or <see cref="Queues"/>, and adds its row to docs/metrics.md.
/// </remarks>
public sealed class NodeMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "JobScheduler";

    /// <summary>Job types, and queues, that get a label value of their own unless the settings say otherwise.</summary>
    public const int DefaultLabelValues = 200;

    private readonly Meter? _own;
    private readonly Counter<long> _refused;
    private StoredFigures? _figures;

    /// <summary>Makes the instruments that do not need a node.</summary>
    /// <param name="factory">Makes the meter, and disposes of it; null: a meter of its own.</param>
    /// <param name="mostLabelValues">Job types, and queues, that get a label value of their own.</param>
    public NodeMetrics(IMeterFactory? factory = null, int mostLabelValues = DefaultLabelValues)
        : this(factory?.Create(new MeterOptions(MeterName)), mostLabelValues, factory is null)
    {
    }

    private NodeMetrics(Meter? meter, int mostLabelValues, bool owned)
    {
        Meter = meter ?? new Meter(MeterName);
        _own = owned ? Meter : null;
        JobTypes = new LabelValues(mostLabelValues);
        Queues = new LabelValues(mostLabelValues);
        Jobs = new JobMetrics(Meter, JobTypes, Queues);
        Store = new StoreMetrics(Meter);
        _refused = Meter.CreateCounter<long>("jobscheduler.requests.refused", "{request}", "Requests answered 429 or 503, by the problem that said so.");
    }

    /// <summary>The meter of this node.</summary>
    public Meter Meter { get; }

    /// <summary>The label values of job types.</summary>
    public LabelValues JobTypes { get; }

    /// <summary>The label values of queues.</summary>
    public LabelValues Queues { get; }

    /// <summary>Jobs and attempts.</summary>
    public JobMetrics Jobs { get; }

    /// <summary>Commits and terms.</summary>
    public StoreMetrics Store { get; }

    /// <summary>What the partitions of this node last said of themselves.</summary>
    public PartitionFigures Partitions { get; } = new();

    /// <summary>Of a node that nobody measures: its instruments belong to no meter that a listener can find, and cost next to nothing.</summary>
    public static NodeMetrics Unmeasured()
    {
        var meter = new Meter(MeterName);
        meter.Dispose();
        return new NodeMetrics(meter, DefaultLabelValues, owned: false);
    }

    /// <summary>A request was refused because of the scheduler's state or a bound, not because of what it said.</summary>
    /// <param name="reason">One of a small closed set.</param>
    /// <param name="count">How many; 0 makes the series known.</param>
    public void Refused(string reason, int count = 1) => _refused.Add(count, MetricTags.Tag(MetricTags.Reason, reason));

    /// <summary>Shows what a node and its store have, from now until the node is disposed. Called once.</summary>
    /// <param name="node">The node.</param>
    /// <param name="store">Its store.</param>
    /// <param name="handlers">Its handlers.</param>
    public void Observe(SchedulerNode node, JobStore store, IHandlerInvoker handlers)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(handlers);
        _ = new ProcessGauges(Meter);
        _ = new NodeGauges(Meter, node);
        _figures = new StoredFigures(node, store, handlers);
        _ = new StoredGauges(Meter, node, _figures);
        Store.Expect();
        foreach (var type in handlers.JobTypes)
            Jobs.Expect(type);
    }

    /// <summary>Reads the store's counts again if they are old. Completes when they are read or cannot be; how long to wait is the caller's choice.</summary>
    public Task RefreshAsync() => _figures?.RefreshAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _own?.Dispose();
}
