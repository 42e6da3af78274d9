using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace JobScheduler.Http.Metrics;

/// <summary>One metric with its series: what one instrument has recorded.</summary>
internal sealed class Family
{
    private readonly ConcurrentDictionary<LabelSet, Series> _series = new();
    private readonly double[] _bounds;
    private string[]? _labels;

    public Family(Instrument instrument, string type)
    {
        (Instrument, Type, Name) = (instrument, type, PrometheusNames.Of(instrument, type));
        _bounds = type == "histogram" ? BoundsOf(instrument) : [];
        BoundTexts = [.. _bounds.Select(bound => bound.ToString("R", CultureInfo.InvariantCulture)), "+Inf"];
    }

    public Instrument Instrument { get; }

    public string Name { get; }

    public string Type { get; }

    /// <summary>The values of <c>le</c>, rising; +Inf is the last.</summary>
    public string[] BoundTexts { get; }

    /// <summary>The names of the labels, in the order of the values.</summary>
    public IReadOnlyList<string> Labels => _labels ?? [];

    /// <summary>Its series at this moment, in a fixed order.</summary>
    public List<KeyValuePair<LabelSet, Series>> Sorted()
    {
        List<KeyValuePair<LabelSet, Series>> all = [.. _series];
        all.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        return all;
    }

    /// <summary>An observed instrument says anew what there is: what it does not mention any more is gone.</summary>
    public void Forget() => _series.Clear();

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _labels ??= NamesOf(tags);
        var labels = LabelSet.Of(tags);
        var series = _series.TryGetValue(labels, out var known)
            ? known
            : _series.GetOrAdd(labels, static (_, bounds) => bounds.Length == 0 ? new Series() : new HistogramSeries(bounds), _bounds);
        if (Instrument.IsObservable)
            series.Set(value);
        else
            series.Record(value);
    }

    private static string[] NamesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new string[Math.Min(tags.Length, LabelSet.Most)];
        for (var i = 0; i < names.Length; i++)
            names[i] = PrometheusNames.Label(tags[i].Key);
        return names;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => [1],
    };
}
