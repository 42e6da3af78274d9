using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Partitions;

/// <content>Log messages.</content>
public sealed partial class PartitionGrain
{
    /// <summary>
    /// One Warning for an attempt that failed, whoever decided it, and one Error more when that makes the job a dead letter. Only the
    /// partition knows both, once they are durable; an owner that stops between the commit and the line writes none.
    /// </summary>
    private void LogFailedAttempt(JobRecord job)
    {
        var (attempt, type, trace) = (job.Newest!, job.Spec.JobType, job.Spec.TraceId);
        var (code, message) = (attempt.Error!.Code, attempt.Error.Message);
        Quietly(() => LogAttemptFailed(
            _node.Attempts.ExceptionOf(job.JobId, attempt.Token), attempt.Attempt, job.JobId, type, code, message, _partition, trace));
        if (job.State == StoredState.Failed)
            Quietly(() => LogDeadLetter(job.JobId, type, job.AttemptsUsed, job.Spec.MaxAttempts, code, message, attempt.Attempt, _partition, trace));
    }

    private static void Quietly(Action log)
    {
        try
        {
            log();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The batch is durable: a logging provider that throws must not make the partition decide it again.
        }
    }

    [LoggerMessage(1001, LogLevel.Warning,
        "Attempt {Attempt} of job {JobId} ({JobType}) failed: {ErrorCode}: {ErrorMessage} (partition {PartitionId}, trace {TraceId})")]
    private partial void LogAttemptFailed(
        Exception? exception, int attempt, string jobId, string jobType, string errorCode, string errorMessage, int partitionId, string traceId);

    [LoggerMessage(1002, LogLevel.Error,
        "Job {JobId} ({JobType}) is a dead letter after {AttemptsUsed} of {MaxAttempts} attempts: {ErrorCode}: {ErrorMessage} (attempt {Attempt}, partition {PartitionId}, trace {TraceId})")]
    private partial void LogDeadLetter(
        string jobId, string jobType, int attemptsUsed, int maxAttempts, string errorCode, string errorMessage, int attempt, int partitionId,
        string traceId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Partition {PartitionId} is owned under term {Term} at seq {Seq}")]
    private partial void LogAcquired(int partitionId, long term, long seq);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {PartitionId} lost its term {Term} to another owner and stops")]
    private partial void LogFenced(int partitionId, long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "It is not known whether commit {Seq} of partition {PartitionId} was written: {Detail}")]
    private partial void LogUnknown(int partitionId, long seq, string? detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of partition {PartitionId} was rejected ({Reason}): {Detail}")]
    private partial void LogRejected(int partitionId, RejectReason reason, string? detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is out of reach for partition {PartitionId}")]
    private partial void LogStoreUnavailable(Exception exception, int partitionId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {PartitionId} failed and is read again from the store")]
    private partial void LogCycleFailed(Exception exception, int partitionId);

    // No Warning: the attempt's own follows when it is durable that it is lost.
    [LoggerMessage(Level = LogLevel.Information, Message = "It is not known whether {JobId} was started under token {Token}; it will be claimed again")]
    private partial void LogStartFailed(Exception exception, string jobId, long token);

    [LoggerMessage(Level = LogLevel.Information, Message = "The attempt of {JobId} under token {Token} cannot be confirmed and counts as lost")]
    private partial void LogConfirmFailed(Exception exception, string jobId, long token);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A job of partition {PartitionId} cannot be delivered to partition {Target} yet")]
    private partial void LogSendFailed(Exception exception, int partitionId, int target);
}
