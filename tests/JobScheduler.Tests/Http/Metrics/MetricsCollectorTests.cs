using System.Diagnostics.Metrics;
using System.Text;
using JobScheduler.Http.Metrics;
using Xunit;

namespace JobScheduler.Tests.Http.Metrics;

/// <summary>The exporter over a meter of the test's own.</summary>
public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter _meter = new("JobScheduler");
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests() => _collector = new MetricsCollector(_meter);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Collect_Names_HaveUnitsAndTotal()
    {
        _meter.CreateCounter<long>("a.made", "{job}", "d").Add(1);
        _meter.CreateCounter<double>("b.time", "s", "d").Add(1);
        _meter.CreateUpDownCounter<int>("c.size", "By", "d").Add(1);
        _meter.CreateGauge<double>("d.share", "1", "d").Record(0.5);
        _meter.CreateHistogram<double>("e.duration", "s", "d").Record(1);

        Assert.Equal(["a_made_total", "b_time_seconds_total", "c_size_bytes", "d_share_ratio", "e_duration_seconds"], Ours().Select(family => family.Name));
    }

    [Fact]
    public void Collect_OddLabelAndHelp_AreEscaped()
    {
        _meter.CreateCounter<long>("a", null, "back\\slash, line\nbreak and \"quote\"").Add(2, new KeyValuePair<string, object?>("x.y", "a\\b\"c\nd é 日本"));

        var family = Assert.Single(Ours());

        Assert.Equal("back\\\\slash, line\\nbreak and \"quote\"", family.Help);
        Assert.Equal(("a\\b\"c\nd é 日本", 2.0), (Assert.Single(family.Samples)["x_y"], family.Samples[0].Value));
    }

    [Fact]
    public void Collect_Histogram_HasEveryValueInItsBucket()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] };
        var histogram = _meter.CreateHistogram("h", "s", "d", null, advice);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 1.0, 5, 100, 1000 })
            histogram.Record(value);

        var samples = Assert.Single(Ours()).Samples;

        Assert.Equal(["0.1 2", "1 4", "10 5", "+Inf 7"], samples.Where(s => s["le"] is not null).Select(s => $"{s["le"]} {s.Value}"));
        Assert.Equal(1106.65, samples.Single(s => s.Name == "h_seconds_sum").Value, 1e-9);
    }

    [Fact]
    public void Collect_ObservedSeriesThatEnds_IsGone()
    {
        IEnumerable<Measurement<long>> now = [new(1, new KeyValuePair<string, object?>("q", "a")), new(2, new KeyValuePair<string, object?>("q", "b"))];
        _meter.CreateObservableGauge("g", () => now, null, "d");
        Assert.Equal(2, Assert.Single(Ours()).Samples.Count);

        now = [new(3, new KeyValuePair<string, object?>("q", "b"))];
        Assert.Equal("b 3", Assert.Single(Assert.Single(Ours()).Samples.Select(s => $"{s["q"]} {s.Value}")));

        now = [];
        Assert.Empty(Ours());
    }

    [Fact]
    public void Collect_InstrumentThatThrows_HidesNoOther()
    {
        _meter.CreateObservableGauge("bad", long () => throw new InvalidOperationException("test"), null, "d");
        _meter.CreateObservableGauge("good", () => 1L, null, "d");

        var text = Encoding.UTF8.GetString(_collector.Collect(out var failure));

        Assert.Contains("test", failure!.ToString(), StringComparison.Ordinal);
        Assert.Contains(PrometheusTextReader.Read(text), family => family.Name == "good");
    }

    [Fact]
    public void Collect_SameNameTwice_IsOneFamily()
    {
        _meter.CreateCounter<long>("a.b", null, "d").Add(1);
        _meter.CreateCounter<long>("a_b", null, "d").Add(1);

        Assert.Single(Ours());
    }

    [Fact]
    public void Collect_AnotherMeterOfThatName_IsNotMixedIn()
    {
        using var other = new Meter("JobScheduler");
        other.CreateCounter<long>("a", null, "d").Add(7);
        _meter.CreateCounter<long>("a", null, "d").Add(1);

        Assert.Equal(1, Assert.Single(Assert.Single(Ours()).Samples).Value);
    }

    [Fact]
    public async Task Collect_WhileValuesAreRecorded_IsConsistent()
    {
        const int each = 20_000;
        var histogram = _meter.CreateHistogram("h", "s", "d", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 3] });
        var counter = _meter.CreateCounter<long>("c", null, "d");
        var writers = Enumerable.Range(0, 4).Select(w => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < each; i++)
                {
                    histogram.Record(i % 5, new KeyValuePair<string, object?>("w", "x"));
                    counter.Add(1, new KeyValuePair<string, object?>("w", "x"));
                }
            },
            TaskCreationOptions.LongRunning)).ToArray();
        do
        {
            Ours(); // reads strictly
        }
        while (!Array.TrueForAll(writers, writer => writer.IsCompleted));
        await Task.WhenAll(writers);

        var families = Ours();

        Assert.Equal(4.0 * each, families.Single(f => f.Name == "c_total").Samples[0].Value);
        Assert.Equal((4.0 * each, 8.0 * each), (Of("h_seconds_count"), Of("h_seconds_sum")));

        double Of(string name) => families.Single(f => f.Name == "h_seconds").Samples.Single(s => s.Name == name).Value;
    }

    [Fact]
    public void Record_KnownSeries_AllocatesNothing()
    {
        var histogram = _meter.CreateHistogram("h", "s", "d", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 3] });
        var counter = _meter.CreateCounter<long>("c", null, "d");
        Record(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Record(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Record(int times)
        {
            for (var i = 0; i < times; i++)
            {
                histogram.Record(i % 5, new KeyValuePair<string, object?>("job_type", "echo"), new KeyValuePair<string, object?>("outcome", "completed"));
                counter.Add(1, new KeyValuePair<string, object?>("job_type", "echo"));
            }
        }
    }

    [Fact]
    public void Collect_WithoutANode_StillHasTheProcess()
    {
        using var collector = new MetricsCollector(null);

        var families = PrometheusTextReader.Read(Encoding.UTF8.GetString(collector.Collect(out _)));

        Assert.Contains(families, family => family.Name == "dotnet_process_cpu_time_seconds_total");
        Assert.All(families, family => Assert.StartsWith("dotnet_", family.Name, StringComparison.Ordinal));
    }

    private IReadOnlyList<SampleFamily> Ours() =>
        [.. PrometheusTextReader.Read(Encoding.UTF8.GetString(_collector.Collect(out _))).Where(family => !family.Name.StartsWith("dotnet_", StringComparison.Ordinal))];
}
