using Microsoft.Extensions.Logging;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <content>What it logs.</content>
internal sealed partial class Archiver
{
    [LoggerMessage(1180, LogLevel.Debug, "The archiver waits: the store is out of reach", EventName = "archiver_waits")]
    private partial void LogUnavailable(Exception exception);

    [LoggerMessage(1181, LogLevel.Warning, "The archiver failed at partition {PartitionId}; it tries again", EventName = "archiver_failed")]
    private partial void LogFailed(int partitionId, Exception exception);
}
