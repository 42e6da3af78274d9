using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Node;

/// <summary>The lines about the store that more than one place writes. None of them throws, whatever the logging provider does.</summary>
internal static partial class StoreLog
{
    /// <summary>The store works: a line if one has said that it did not. Costs nothing otherwise.</summary>
    public static void LogStoreWorks(this ILogger log, SchedulerNode node)
    {
        if (node.StoreProblems.IsOpen && node.StoreProblems.TryEnd(out var lasted))
            Quietly(log, lasted, static (log, lasted) => StoreBack(log, (long)lasted.TotalMilliseconds));
    }

    /// <summary>The queue rows could not be read.</summary>
    public static void LogQueuesUnreadable(this ILogger log, SchedulerNode node, Exception exception)
    {
        if (node.StoreProblems.IsNews("queues_unreadable", out var leftOut))
            Quietly(log, leftOut, (log, leftOut) => QueuesUnreadable(log, exception, exception.Message, leftOut));
    }

    private static void Quietly<T>(ILogger log, T value, Action<ILogger, T> write)
    {
        try
        {
            write(log, value);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A logging provider that throws must not end what calls this.
        }
    }

    [LoggerMessage(1106, LogLevel.Information, "The store works again after {LastedMs} ms", EventName = "store_back")]
    private static partial void StoreBack(ILogger log, long lastedMs);

    [LoggerMessage(1112, LogLevel.Warning,
        "The queues cannot be read, so nothing is claimed: {Detail} ({LeftOut} such lines left out)", EventName = "queues_unreadable")]
    private static partial void QueuesUnreadable(ILogger log, Exception exception, string detail, long leftOut);
}
