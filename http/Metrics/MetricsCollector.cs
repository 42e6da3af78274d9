using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JobScheduler.Http.Metrics;

/// <summary>
/// Listens to one node's meter, and to what the runtime says of the process, from the moment it is made. Thread-safe; scrapes go one
/// after the other.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private const string Runtime = "System.Runtime";

    // What the documentation lists: a later runtime may have more. The types are what the values are: the runtime makes counters of
    // some that fall again.
    private static readonly Dictionary<string, string> FromRuntime = new(StringComparer.Ordinal)
    {
        ["dotnet.process.cpu.time"] = "counter",
        ["dotnet.process.memory.working_set"] = "gauge",
        ["dotnet.gc.collections"] = "counter",
        ["dotnet.gc.heap.total_allocated"] = "counter",
        ["dotnet.gc.last_collection.heap.size"] = "gauge",
        ["dotnet.gc.pause.time"] = "counter",
        ["dotnet.thread_pool.thread.count"] = "gauge",
        ["dotnet.thread_pool.queue.length"] = "gauge",
    };

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Meter? _meter;
    private readonly Lock _gate = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="meter">The node's meter; null: there is no node in this process.</param>
    public MetricsCollector(Meter? meter)
    {
        _meter = meter;
        _listener.InstrumentPublished = Enable;
        _listener.MeasurementsCompleted = (_, state) => Remove(state as Family);
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((Family)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((Family)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((Family)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>The instruments that are listened to.</summary>
    internal IReadOnlyCollection<Family> Families => [.. _families.Values];

    /// <summary>Everything as it is now, in the Prometheus text format.</summary>
    /// <param name="failure">What an instrument that could not be observed threw; the others are shown all the same.</param>
    public byte[] Collect(out Exception? failure)
    {
        lock (_gate)
        {
            failure = null;
            foreach (var family in _families.Values.Where(family => family.Instrument.IsObservable))
                family.Forget();
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException e)
            {
                failure = e;
            }

            return PrometheusText.Write(_families.Values.OrderBy(family => family.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Enable(Instrument instrument, MeterListener listener)
    {
        if (TypeOf(instrument) is not { } type)
            return;

        // The first of a name has it: a second family of the same name would make the text unreadable.
        var family = new Family(instrument, type);
        if (_families.TryAdd(family.Name, family))
            listener.EnableMeasurementEvents(instrument, family);
    }

    private void Remove(Family? family)
    {
        if (family is not null)
            _families.TryRemove(new(family.Name, family));
    }

    /// <summary>Null: not shown here.</summary>
    private string? TypeOf(Instrument instrument) =>
        ReferenceEquals(instrument.Meter, _meter) ? PrometheusNames.TypeOf(instrument)
        : instrument.Meter.Name == Runtime ? FromRuntime.GetValueOrDefault(instrument.Name)
        : null;
}
