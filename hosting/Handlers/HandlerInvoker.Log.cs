using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Handlers;

internal sealed partial class HandlerInvoker
{
    /// <summary>One Warning for a failed attempt, and one Error more when it makes the job a dead letter.</summary>
    private void Log(Ended ended, AttemptInfo attempt, JobContext context, CancellationToken cancellationToken)
    {
        if (ended.Result is not { Kind: HandlerResultKind.Retry or HandlerResultKind.Fail, Error: { } error })
            return;
        Quietly(() => AttemptFailed(
            Failures.Printable(ended.Exception), context.Attempt, context.JobId, context.JobType, error.Code, error.Message,
            attempt.Partition, context.TraceId));
        // Once the token has fired its reason decides (a cancelled job is no dead letter), and only the grain knows that.
        var used = attempt.AttemptsUsed + 1;
        if (!cancellationToken.IsCancellationRequested && (ended.Result.Kind == HandlerResultKind.Fail || used >= attempt.MaxAttempts))
        {
            Quietly(() => DeadLetter(
                context.JobId, context.JobType, used, attempt.MaxAttempts, error.Code, error.Message, context.Attempt, attempt.Partition,
                context.TraceId));
        }
    }

    private static void Quietly(Action log)
    {
        try
        {
            log();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A logging provider that throws must not cost the job its outcome.
        }
    }

    [LoggerMessage(1001, LogLevel.Warning,
        "Attempt {Attempt} of job {JobId} ({JobType}) failed: {ErrorCode}: {ErrorMessage} (partition {PartitionId}, trace {TraceId})")]
    private partial void AttemptFailed(
        Exception? exception, int attempt, string jobId, string jobType, string errorCode, string errorMessage, int partitionId, string traceId);

    [LoggerMessage(1002, LogLevel.Error,
        "Job {JobId} ({JobType}) is a dead letter after {AttemptsUsed} of {MaxAttempts} attempts: {ErrorCode}: {ErrorMessage} (attempt {Attempt}, partition {PartitionId}, trace {TraceId})")]
    private partial void DeadLetter(
        string jobId, string jobType, int attemptsUsed, int maxAttempts, string errorCode, string errorMessage, int attempt, int partitionId,
        string traceId);

    [LoggerMessage(1003, LogLevel.Warning,
        "A service of attempt {Attempt} of job {JobId} ({JobType}) could not be disposed of; the attempt's outcome stands")]
    private partial void ScopeNotDisposed(Exception? exception, string jobId, string jobType, int attempt);
}
