using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>The server, nodes, partitions, job types and the history of counts as the HTTP API shows them.</summary>
internal static class ServerReader
{
    public static ServerInfo Server(JsonElement json) => new()
    {
        Version = json.Text("version"),
        Engine = json.Text("engine"),
        Node = json.Text("node"),
        ReadOnly = json.Bool("read_only"),
        LatenessTarget = TimeSpan.FromMilliseconds(json.Long("lateness_target_ms")),
        OrleansDashboard = json.TextOrNull("orleans_dashboard"),
        DiskFreeBytes = json.LongOrNull("disk_free_bytes"),
        Now = json.Time("now"),
    };

    public static NodeInfo Node(JsonElement json) => new()
    {
        Node = json.Text("node"),
        Status = EnumNames<NodeStatus>.Required(json.Text("status")),
        Problem = json.TextOrNull("problem"),
        Engine = json.TextOrNull("engine") ?? "",
        Version = json.TextOrNull("version") ?? "",
        StartedAt = json.Time("started_at"),
        Slots = json.Int("slots"),
        SlotsRunning = json.Int("slots_running"),
        Partitions = json.Int("partitions"),
        JobTypes = Texts(json, "job_types"),
        Stuck = [.. json.Items("stuck").Select(Stuck)],
    };

    public static PartitionInfo Partition(JsonElement json) => new()
    {
        Partition = json.Int("partition"),
        Node = json.TextOrNull("node"),
        Term = json.Long("term"),
        InMemory = json.Int("in_memory"),
        Queued = json.Long("queued"),
        Running = json.Int("running"),
        OldestQueuedMs = json.LongOrNull("oldest_queued_ms"),
        CommitMs = json.Member("commit_ms") is { } times ? new CommitTimes(times.DoubleOrNull("p50"), times.DoubleOrNull("p99")) : CommitTimes.None,
    };

    public static JobTypeInfo JobType(JsonElement json) => new()
    {
        Name = json.Text("name"),
        Description = json.TextOrNull("description"),
        PayloadSchema = JobReader.Raw(json.Member("payload_schema")),
        Queue = json.Text("queue"),
        MaxAttempts = json.Int("max_attempts"),
        Nodes = Texts(json, "nodes"),
        Counts = OperationsReader.Counts(json.Member("counts") ?? throw JsonMembers.Missing("counts")),
    };

    public static StatsHistory History(JsonElement json) => new(
        EnumNames<StatsResolution>.Required(json.Text("resolution")),
        TimeSpan.FromMilliseconds(json.Long("step_ms")),
        [.. json.Items("points").Select(Point)]);

    private static StatsPoint Point(JsonElement json) => new()
    {
        At = json.Time("at"),
        Submitted = json.Long("submitted"),
        Started = json.Long("started"),
        Finished = json.Long("finished"),
        Failed = json.Long("failed"),
        Queued = json.Long("queued"),
        Running = json.Long("running"),
        LatenessMs = json.Member("lateness_ms") is { } late
            ? new StatsLateness(late.DoubleOrNull("p50") ?? 0, late.DoubleOrNull("p99") ?? 0, late.DoubleOrNull("max") ?? 0)
            : null,
    };

    private static StuckAttempt Stuck(JsonElement json) =>
        new(json.Text("job_id"), json.Text("job_type"), json.Int("attempt"), json.Long("fencing_token"), json.Time("since"));

    private static string[] Texts(JsonElement json, string name) => [.. json.Items(name).Select(text => text.GetString() ?? "")];
}
