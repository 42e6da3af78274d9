using JobScheduler.Grains.Diagnostics;

namespace JobScheduler;

/// <summary>What is measured, below <c>JobScheduler:Metrics</c>.</summary>
public sealed class JobSchedulerMetricsOptions
{
    /// <summary>
    /// Job types, and queues, that have a label value of their own, 1 to 10000; the rest share the value <c>other</c>. Both are made up
    /// by callers, so without a bound the number of series would have none. Default 200.
    /// </summary>
    public int MaxLabelValues { get; set; } = NodeMetrics.DefaultLabelValues;

    /// <summary>
    /// How late first attempts may be before people are warned, 1 ms to 1 h: <c>/v1/server</c> tells it to pages and tools, and nothing else
    /// depends on it. Default 250 ms.
    /// </summary>
    public TimeSpan LatenessTarget { get; set; } = TimeSpan.FromMilliseconds(250);
}
