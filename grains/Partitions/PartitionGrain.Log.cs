using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Partitions;

/// <content>Log messages; docs/logging.md lists them. What repeats while a cause lasts goes through the node's <see cref="Node.RepeatedProblems"/>.</content>
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
            _node.Attempts.ExceptionOf(job.JobId, attempt.Token), attempt.Attempt, job.JobId, type, code, message, attempt.Token, _partition, trace,
            PayloadText.Of(job.Spec.Payload, _node.Settings.LogPayloadBytes)));
        if (job.State != StoredState.Failed)
            return;
        Quietly(() => LogDeadLetter(
            job.JobId, type, job.AttemptsUsed, job.Spec.MaxAttempts, code, message, attempt.Attempt, attempt.Token, _partition, trace));
    }

    private void LogStoreProblem(StoreUnavailableException e)
    {
        if (_node.StoreProblems.IsNews("store_unavailable", out var leftOut))
            Quietly(() => LogStoreUnavailable(e, _partition, e.Message, leftOut));
    }

    private void LogUnknownCommit(CommitBatch commit, CommitResult result)
    {
        if (_node.StoreProblems.IsNews("commit_unknown", out var leftOut))
            Quietly(() => LogUnknown(_partition, commit.Seq, result.Detail, leftOut));
    }

    private void LogRejectedCommit(CommitResult result)
    {
        if (_node.StoreProblems.IsNews($"commit_rejected {result.Reason}", out var leftOut))
            Quietly(() => LogRejected(_partition, result.Reason, result.Detail, leftOut));
    }

    private void LogFailedCycle(Exception e)
    {
        if (_node.Problems.IsNews($"partition_failed {e.GetType()}", out var leftOut))
            Quietly(() => LogCycleFailed(e, _partition, leftOut));
    }

    private void LogQueue(QueueRecord queue)
    {
        if (queue.Paused)
            Quietly(() => LogQueuePaused(queue.Name, queue.By, queue.Note));
        else
            Quietly(() => LogQueueResumed(queue.Name));
    }

    private void LogSchedule(ScheduleCommand command, ScheduleAnswer answer)
    {
        if (answer.Status != PartitionStatus.Done || command.DryRun)
            return;
        if (command.Kind == ScheduleCommandKind.Trigger)
            Quietly(() => LogScheduleTriggered(command.Id, answer.JobId));
        else
            Quietly(() => LogScheduleChanged(command.Id, command.Kind.ToString().ToLowerInvariant(), command.By, command.Note));
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

    // The payload is a field and not in the text: it is there only if it was asked for.
    [LoggerMessage(1001, LogLevel.Warning,
        "Attempt {Attempt} of job {JobId} ({JobType}) failed: {ErrorCode}: {ErrorMessage} (token {FencingToken}, partition {Partition}, trace {TraceId})",
        EventName = "attempt_failed")]
    private partial void LogAttemptFailed(
        Exception? exception, int attempt, string jobId, string jobType, string errorCode, string errorMessage, long fencingToken, int partition,
        string traceId, string? payload);

    [LoggerMessage(1002, LogLevel.Error,
        "Job {JobId} ({JobType}) is a dead letter after {AttemptsUsed} of {MaxAttempts} attempts: {ErrorCode}: {ErrorMessage} (attempt {Attempt}, token {FencingToken}, partition {Partition}, trace {TraceId})",
        EventName = "dead_letter")]
    private partial void LogDeadLetter(
        string jobId, string jobType, int attemptsUsed, int maxAttempts, string errorCode, string errorMessage, int attempt, long fencingToken,
        int partition, string traceId);

    [LoggerMessage(1101, LogLevel.Information, "Partition {Partition} is owned under term {Term} at seq {Seq}", EventName = "term_acquired")]
    private partial void LogAcquired(int partition, long term, long seq);

    [LoggerMessage(1102, LogLevel.Warning, "Partition {Partition} lost its term {Term} to another owner and stops", EventName = "term_lost")]
    private partial void LogFenced(int partition, long term);

    [LoggerMessage(1103, LogLevel.Warning,
        "It is not known whether commit {Seq} of partition {Partition} was written: {Detail} ({LeftOut} such lines left out)",
        EventName = "commit_unknown")]
    private partial void LogUnknown(int partition, long seq, string? detail, long leftOut);

    [LoggerMessage(1104, LogLevel.Error,
        "A commit of partition {Partition} was rejected ({Reason}): {Detail} ({LeftOut} such lines left out)", EventName = "commit_rejected")]
    private partial void LogRejected(int partition, RejectReason reason, string? detail, long leftOut);

    [LoggerMessage(1105, LogLevel.Warning,
        "The store is out of reach for partition {Partition}: {Detail} ({LeftOut} such lines left out)", EventName = "store_unavailable")]
    private partial void LogStoreUnavailable(Exception exception, int partition, string detail, long leftOut);

    [LoggerMessage(1107, LogLevel.Error,
        "Partition {Partition} failed and is read again from the store ({LeftOut} such lines left out)", EventName = "partition_failed")]
    private partial void LogCycleFailed(Exception exception, int partition, long leftOut);

    // No Warning: the attempt's own follows when it is durable that it is lost.
    [LoggerMessage(1108, LogLevel.Information,
        "It is not known whether {JobId} was started under token {FencingToken}; it will be claimed again", EventName = "start_unknown")]
    private partial void LogStartFailed(Exception exception, string jobId, long fencingToken);

    [LoggerMessage(1109, LogLevel.Information,
        "Node {Node} does not say which of {Count} attempts of partition {Partition} it runs; it is asked again", EventName = "attempts_unconfirmed")]
    private partial void LogConfirmFailed(Exception exception, int partition, string node, int count);

    [LoggerMessage(1110, LogLevel.Debug,
        "A job of partition {Partition} cannot be delivered to partition {Target} yet", EventName = "send_failed")]
    private partial void LogSendFailed(Exception exception, int partition, int target);

    [LoggerMessage(1120, LogLevel.Information, "Queue {Queue} is paused by {By}: {Note}", EventName = "queue_paused")]
    private partial void LogQueuePaused(string queue, string? by, string? note);

    [LoggerMessage(1121, LogLevel.Information, "Queue {Queue} is resumed", EventName = "queue_resumed")]
    private partial void LogQueueResumed(string queue);

    [LoggerMessage(1122, LogLevel.Information, "Schedule {ScheduleId} was changed ({Change}) by {By}: {Note}", EventName = "schedule_changed")]
    private partial void LogScheduleChanged(string scheduleId, string change, string? by, string? note);

    [LoggerMessage(1123, LogLevel.Debug, "Schedule {ScheduleId} was triggered: job {JobId}", EventName = "schedule_triggered")]
    private partial void LogScheduleTriggered(string scheduleId, string? jobId);
}
