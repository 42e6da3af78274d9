using static JobScheduler.Tests.Http.OpenApi.Schema;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>What operators ask, by operation id.</summary>
internal static class ServerOperations
{
    public static Dictionary<string, Operation> All() => new(StringComparer.Ordinal)
    {
        ["getStatsHistory"] = Operations.Get("node", "Counts step by step: the last 15 minutes by the second, or 24 hours by the minute", Ref("StatsHistory")),
        ["getServer"] = Operations.Get("node", "What answers, and how it is set up", Ref("Server")),
        ["listNodes"] = Operations.Get("node", "List nodes by name", Ref("NodePage"), 422),
        ["listPartitions"] = Operations.Get("node", "List partitions by number, as their owners see them", Ref("PartitionPage"), 422),
        ["listJobTypes"] = Operations.Get("node", "List job types by name: those that a node knows, and those that have jobs", Ref("JobTypePage"), 422),
        ["watchJobs"] = new("jobs", "The changes of all jobs", [(200, "Server-sent events: state, progress, gap and mark.", Text())])
        {
            Headers = ["LastEventId"],
            Answer = "text/event-stream",
            Problems = [422, 429, 503],
        },
    };
}
