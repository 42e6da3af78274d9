using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Handlers;

/// <content>
/// Log messages; docs/logging.md lists them. That an attempt failed is logged by its partition, which knows what became of it.
/// </content>
internal sealed partial class HandlerInvoker
{
    // A logging provider that throws must not cost the job its attempt or outcome, so each line has its net. Without a reader of
    // Debug lines the first two cost a question.
    private void LogStart(string jobType, RawJson? payload, AttemptInfo attempt, JobContext context)
    {
        try
        {
            if (!_logger.IsEnabled(LogLevel.Debug))
                return;
            var shown = PayloadText.Of(payload, logOptions.Value.ShownPayloadBytes);
            AttemptStarted(context.Attempt, context.JobId, jobType, context.FencingToken, attempt.Partition, context.TraceId, shown);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }

    private void LogEnd(string jobType, AttemptInfo attempt, JobContext context, HandlerResult result)
    {
        try
        {
            if (!_logger.IsEnabled(LogLevel.Debug))
                return;
            var outcome = result.Kind.ToString().ToLowerInvariant();
            AttemptReturned(context.Attempt, context.JobId, jobType, outcome, context.FencingToken, attempt.Partition, context.TraceId);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }

    private void LogNotDisposed(Exception? exception, JobContext context)
    {
        try
        {
            ScopeNotDisposed(exception, context.JobId, context.JobType, context.Attempt);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }

    // The payload is a field and not in the text: it is there only if it was asked for.
    [LoggerMessage(1004, LogLevel.Debug,
        "Attempt {Attempt} of job {JobId} ({JobType}) starts (token {FencingToken}, partition {Partition}, trace {TraceId})", EventName = "attempt_started")]
    private partial void AttemptStarted(
        int attempt, string jobId, string jobType, long fencingToken, int partition, string traceId, string? payload);

    [LoggerMessage(1005, LogLevel.Debug,
        "Attempt {Attempt} of job {JobId} ({JobType}) returned: {Outcome} (token {FencingToken}, partition {Partition}, trace {TraceId})",
        EventName = "attempt_returned")]
    private partial void AttemptReturned(
        int attempt, string jobId, string jobType, string outcome, long fencingToken, int partition, string traceId);

    [LoggerMessage(1003, LogLevel.Warning,
        "A service of attempt {Attempt} of job {JobId} ({JobType}) could not be disposed of; the attempt's outcome stands",
        EventName = "service_not_disposed")]
    private partial void ScopeNotDisposed(Exception? exception, string jobId, string jobType, int attempt);
}
