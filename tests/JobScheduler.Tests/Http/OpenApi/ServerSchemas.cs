using System.Text.Json.Nodes;
using JobScheduler.Http.Responses;
using static JobScheduler.Tests.Http.OpenApi.Schema;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>The shapes of what operators are answered.</summary>
internal static class ServerSchemas
{
    public static IEnumerable<KeyValuePair<string, JsonNode?>> All() =>
    [
        new("Server", Answer(
            ("version", Text(1)),
            ("engine", Text(1)),
            ("node", Text(1)),
            ("read_only", Described(Bool(), "Whatever changes something is refused.")),
            ("lateness_target_ms", Described(Integer(1), "How late first attempts may be before people are warned.")),
            ("orleans_dashboard", Described(OrNull(Text(1)), "Its path on this address.")),
            ("disk_free_bytes", OrNull(Integer())),
            ("now", Time()))),
        new("NodePage", AnswerSchemas.Page("Node")),
        new("Node", Answer(
            ("node", Text(1)),
            ("status", Enum(WireNames.NodeStatuses.Keys)),
            ("problem", Described(OrNull(Text()), "Why it is unavailable.")),
            ("engine", Text()),
            ("version", Text()),
            ("started_at", Time()),
            ("slots", Integer()),
            ("slots_running", Integer()),
            ("partitions", Integer()),
            ("job_types", List(Text(1))),
            ("stuck", Described(List(Ref("StuckAttempt")), "Attempts that were given up and still hold their slot.")))),
        new("StuckAttempt", Answer(
            ("job_id", AnswerSchemas.JobId()),
            ("job_type", Text(1)),
            ("attempt", Integer(1)),
            ("fencing_token", Integer(1)),
            ("since", Time()))),
        new("PartitionPage", AnswerSchemas.Page("Partition")),
        new("Partition", Answer(
            ("partition", Integer()),
            ("node", Described(OrNull(Text(1)), "null: none serves it now.")),
            ("term", Integer()),
            ("in_memory", Integer()),
            ("queued", Integer()),
            ("running", Integer()),
            ("oldest_queued_ms", OrNull(Integer())),
            ("commit_ms", Ref("CommitTimes")))),
        new("CommitTimes", Answer(("p50", OrNull(Number(0))), ("p99", OrNull(Number(0))))),
        new("JobTypePage", AnswerSchemas.Page("JobType")),
        new("JobType", Answer(
            ("name", Text(1)),
            ("description", OrNull(Text())),
            ("payload_schema", Described(OrNull(new JsonObject { ["type"] = "object" }), "JSON schema (draft 2020-12) of the payload.")),
            ("queue", Text(1, 128, RequestSchemas.QueuePattern)),
            ("max_attempts", Integer(1, 1000)),
            ("nodes", Described(List(Text(1)), "None: its jobs wait.")),
            ("counts", Ref("JobTypeCounts")))),
        new("StatsHistory", Answer(
            ("resolution", Enum(WireNames.Resolutions.Keys)),
            ("step_ms", Integer(1)),
            ("points", Described(List(Ref("StatsPoint"), max: 1440), "Oldest first, without a step left out.")))),
        new("StatsPoint", Answer(
            ("at", Time()),
            ("submitted", Integer()),
            ("started", Integer()),
            ("finished", Integer()),
            ("failed", Integer()),
            ("queued", Integer()),
            ("running", Integer()),
            ("lateness_ms", OrNull(Ref("StatsLateness"))))),
        new("StatsLateness", Answer(("p50", Number(0)), ("p99", Number(0)), ("max", Number(0)))),
    ];
}
