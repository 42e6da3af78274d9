using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Runtime;

/// <content>Log messages; docs/logging.md lists them.</content>
internal sealed partial class SchedulerService
{
    [LoggerMessage(1013, LogLevel.Information, "Store: {Store}, schema {Schema}, {Partitions} partitions, {How}", EventName = "store_opened")]
    private partial void LogStore(string store, int schema, int partitions, string how);

    [LoggerMessage(1014, LogLevel.Information, "The scheduler has started on {Node} with {Slots} slots", EventName = "started")]
    private partial void LogStarted(string node, int slots);

    [LoggerMessage(1015, LogLevel.Warning, "{Count} jobs of type {JobType} wait, but no handler is registered for it", EventName = "unknown_type")]
    private partial void LogUnknownType(long count, string jobType);

    [LoggerMessage(1016, LogLevel.Information, "The scheduler stops: {Count} attempts have {DrainTimeout} to end", EventName = "stopping")]
    private partial void LogStopping(int count, TimeSpan drainTimeout);

    [LoggerMessage(1017, LogLevel.Information,
        "{Count} attempts did not end within the drain time of {DrainTimeout} and are handed back", EventName = "attempts_released")]
    private partial void LogReleasing(int count, TimeSpan drainTimeout);

    [LoggerMessage(1018, LogLevel.Warning, "{Count} attempts could not be handed back; they will be found lost at the next start", EventName = "attempts_left")]
    private partial void LogLeft(int count);

    [LoggerMessage(1019, LogLevel.Information, "The scheduler has stopped on {Node}", EventName = "stopped")]
    private partial void LogStopped(string node);

    [LoggerMessage(1030, LogLevel.Warning,
        "The store cannot be read at start; whether jobs wait for handlers is not known", EventName = "unknown_types_not_counted")]
    private partial void LogNotCounted(Exception exception);
}
