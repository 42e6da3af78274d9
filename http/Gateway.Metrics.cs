using JobScheduler.Grains.Diagnostics;
using JobScheduler.Http.Metrics;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Http;

/// <content>What is measured here.</content>
internal sealed partial class Gateway
{
    private readonly MetricsCollector _collector;

    /// <summary>The metrics of the node in this process; null: the scheduler runs elsewhere.</summary>
    public NodeMetrics? Node { get; }

    /// <summary>Everything that is measured, as Prometheus text.</summary>
    public byte[] CollectMetrics()
    {
        var text = _collector.Collect(out var failure);
        if (failure is not null)
            LogMetricsFailed(failure);
        return text;
    }

    /// <summary>Stops listening to measurements; nobody else ends that.</summary>
    public void Dispose() => _collector.Dispose();

    // What the request said is not why: the scheduler's state or one of its bounds is. A node that is not ready refuses nothing by saying so.
    private void Count(Problem problem)
    {
        if (IsRefusal(problem.Kind) && problem.Readiness is null)
            Node?.Refused(ReasonOf(problem.Kind));
    }

    // An alert sees the first refusal only where there was a 0 before it.
    private void ExpectRefusals()
    {
        foreach (var kind in ProblemKind.All.Where(IsRefusal))
            Node?.Refused(ReasonOf(kind), 0);
    }

    private static bool IsRefusal(ProblemKind kind) =>
        kind.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;

    private static string ReasonOf(ProblemKind kind) => kind.Name.Replace('-', '_');

    [LoggerMessage(1502, LogLevel.Warning, "Some metrics could not be read", EventName = "metrics_unreadable")]
    private partial void LogMetricsFailed(Exception exception);
}
