using Microsoft.Extensions.Logging;

namespace JobScheduler.Cluster.Keeping;

/// <content>Log messages; docs/logging.md lists them.</content>
internal sealed partial class PartitionKeeper
{
    private void Note(ClusterDecision decision)
    {
        var before = _decision;
        if (before?.State.Problem != decision.State.Problem)
        {
            if (decision.State.Problem is { } problem)
                LogLeftOut(problem);
            else if (before is not null)
                LogTakenBack();
        }

        if (before is null || !before.Owners.SequenceEqual(decision.Owners))
            LogAssigned(decision.State.Assigned ?? 0, map.Partitions, decision.Owners.Distinct().Count());
    }

    [LoggerMessage(1201, LogLevel.Information, "{Assigned} of {Partitions} partitions belong to this node, over {Nodes} nodes", EventName = "partitions_assigned")]
    private partial void LogAssigned(int assigned, int partitions, int nodes);

    [LoggerMessage(1202, LogLevel.Error, "This node owns no partitions and is not ready: {Problem}", EventName = "node_left_out")]
    private partial void LogLeftOut(string problem);

    [LoggerMessage(1203, LogLevel.Information, "This node may own partitions again", EventName = "node_taken_back")]
    private partial void LogTakenBack();

    [LoggerMessage(1204, LogLevel.Warning, "Partition {Partition} cannot be moved or woken yet ({LeftOut} such lines left out)", EventName = "partition_not_moved")]
    private partial void LogNotMoved(Exception exception, int partition, long leftOut);

    [LoggerMessage(1205, LogLevel.Error, "The keeper of partitions failed and goes on ({LeftOut} such lines left out)", EventName = "keeper_failed")]
    private partial void LogFailed(Exception exception, long leftOut);

    [LoggerMessage(1206, LogLevel.Warning, "Partition {Partition} has no reminder yet ({LeftOut} such lines left out)", EventName = "reminder_not_armed")]
    private partial void LogNotArmed(Exception exception, int partition, long leftOut);
}
