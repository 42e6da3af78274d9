using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Jobs;

/// <content>Log messages; docs/logging.md lists them.</content>
public sealed partial class AttemptRunner
{
    private void LogStaleReport(AttemptControl attempt)
    {
        LogStale(attempt.Order.JobId, attempt.Order.Token);
        LogLate(attempt, attempt.Exception);
    }

    /// <summary>What a handler throws after its attempt was given up changes nothing any more, and would be seen by nobody.</summary>
    private void LogLate(AttemptControl attempt, Exception? exception)
    {
        if (exception is null)
            return;
        var order = attempt.Order;
        try
        {
            LogLateException(exception, order.Attempt, order.JobId, order.Spec.JobType, order.Token, order.Partition, order.Spec.TraceId);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A logging provider that throws: nobody else is there to hear of it.
        }
    }

    [LoggerMessage(1006, LogLevel.Information,
        "The report of {JobId} under token {FencingToken} is stale: a newer attempt exists or it was given up", EventName = "report_stale")]
    private partial void LogStale(string jobId, long fencingToken);

    [LoggerMessage(1007, LogLevel.Debug, "The report of {JobId} under token {FencingToken} is not answered yet", EventName = "report_unanswered")]
    private partial void LogReportFailed(Exception exception, string jobId, long fencingToken);

    [LoggerMessage(1008, LogLevel.Warning,
        "Attempt {Attempt} of job {JobId} ({JobType}) threw after it was given up; that changes nothing (token {FencingToken}, partition {Partition}, trace {TraceId})",
        EventName = "late_exception")]
    private partial void LogLateException(
        Exception exception, int attempt, string jobId, string jobType, long fencingToken, int partition, string traceId);
}
