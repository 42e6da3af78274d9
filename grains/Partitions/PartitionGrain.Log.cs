using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Partitions;

/// <content>Log messages.</content>
public sealed partial class PartitionGrain
{
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "It is not known whether {JobId} was started under token {Token}; it will be claimed again")]
    private partial void LogStartFailed(Exception exception, string jobId, long token);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The attempt of {JobId} under token {Token} cannot be confirmed and counts as lost")]
    private partial void LogConfirmFailed(Exception exception, string jobId, long token);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A job of partition {PartitionId} cannot be delivered to partition {Target} yet")]
    private partial void LogSendFailed(Exception exception, int partitionId, int target);
}
