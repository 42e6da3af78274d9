using System.Text.Json.Nodes;
using JobScheduler.Http.Responses;
using static JobScheduler.Tests.Http.OpenApi.Schema;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>The shapes of answers.</summary>
internal static class AnswerSchemas
{
    public static IEnumerable<KeyValuePair<string, JsonNode?>> All() =>
    [
        new("JobState", Enum(WireNames.States.Keys)),
        new("Job", Answer([.. Progress(), ("payload", Any()), ("result", Any()), .. Rest(), ("attempts", List(Ref("Attempt"), max: 50))])),
        new("JobItem", Answer([.. Progress(), .. Rest(retry: false)])),
        new("DeadLetter", Answer([.. Progress(), .. Rest(retry: false), ("fingerprint", OrNull(Text()))])),
        new("DeadLetterGroup", Answer(
            ("fingerprint", Text(8, 8)),
            ("job_type", Text(1, 128, RequestSchemas.JobTypePattern)),
            ("error_code", Text()),
            ("message", Described(Text(), "With '#' for numbers, ids, times, paths and what stands in quotes.")),
            ("count", Integer(1)),
            ("count_is_exact", Described(Bool(), "False: only the newest failures were looked at.")),
            ("first_seen", Time()),
            ("last_seen", Time()),
            ("sample", Ref("DeadLetter")))),
        new("JobError", Answer(("code", Text()), ("message", Text()), ("detail", OrNull(Text())))),
        new("Retry", Answer(
            ("kind", Enum(WireNames.RetryKinds.Keys)),
            ("initial_ms", OrNull(Integer())),
            ("factor", OrNull(Number(1, 100))),
            ("max_ms", OrNull(Integer())),
            ("jitter", OrNull(Number(0, 1))),
            ("delays_ms", OrNull(List(Integer()))))),
        new("Attempt", Answer(
            ("attempt", Integer(1)),
            ("fencing_token", Integer()),
            ("node", Text()),
            ("started_at", Time()),
            ("ended_at", OrNull(Time())),
            ("outcome", OrNull(Enum(WireNames.Outcomes.Keys))),
            ("error", OrNull(Ref("JobError"))))),
        new("AttemptLog", Answer(
            ("job_id", JobId()),
            ("attempt", Integer(1)),
            ("truncated", Described(Bool(), "There were earlier lines, which are not kept.")),
            ("lines", Described(List(Ref("LogLine")), "Oldest first; none while the attempt runs.")))),
        new("LogLine", Answer(("at", Time()), ("level", Enum(WireNames.LogLevels.Keys)), ("message", Text()))),
        new("JobStatus", Answer(
            ("job_id", JobId()),
            ("state", Ref("JobState")),
            ("progress_percent", OrNull(Number(0, 100))),
            ("message", OrNull(Text())),
            ("updated_at", Time()))),
        new("BatchAnswer", Answer(("jobs", List(Ref("BatchEntry"))))),
        new("BatchEntry", Answer(("job_id", JobId()), ("created", Bool()))),
        new("JobPage", Page("JobItem")),
        new("DeadLetterPage", Page("DeadLetter")),
        new("DeadLetterGroupPage", Page("DeadLetterGroup")),
        new("QueuePage", Page("Queue")),
        new("BulkAnswer", Answer(
            ("matched", Integer()),
            ("matched_is_exact", Bool()),
            ("changed", Integer()),
            ("skipped", Integer()),
            ("more", Bool()),
            ("dry_run", Bool()))),
        .. Schedules(),
        .. Node(),
        .. ServerSchemas.All(),
        new("Problem", Problem()),
    ];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Schedules() =>
    [
        new("SchedulePage", Page("Schedule")),
        new("ScheduleRunPage", Page("ScheduleRun")),
        new("Schedule", Answer(
            ("id", Text(1, 128, RequestSchemas.QueuePattern)),
            ("cron", Text(1)),
            ("time_zone", Text(1)),
            ("description", Text(1)),
            ("job", Ref("ScheduleJob")),
            ("overlap", Enum(WireNames.Overlaps.Keys)),
            ("misfire", Enum(WireNames.Misfires.Keys)),
            ("catch_up_window_ms", Integer(0, 31_622_400_000)),
            ("catch_up_limit", Integer(1, 10_000)),
            ("jitter_ms", Integer(0, 86_400_000)),
            ("phase_ms", Integer()),
            ("exclude", List(Text(1), max: 64)),
            ("start_at", OrNull(Time())),
            ("end_at", OrNull(Time())),
            ("max_runs", OrNull(Integer(1))),
            ("runs", Integer()),
            ("paused", Bool()),
            ("note", OrNull(Text())),
            ("paused_by", OrNull(Text())),
            ("paused_at", OrNull(Time())),
            ("next_run_at", OrNull(Time())),
            ("last_run_at", OrNull(Time())),
            ("created_at", Time()),
            ("updated_at", Time()),
            ("version", Integer(1)),
            ("active_jobs", Described(Integer(), "Its jobs that are not terminal.")),
            ("waiting", Described(Integer(), "Its occurrences that wait for those jobs to end.")))),
        new("ScheduleJob", Described(
            Answer(
                ("job_type", Text(1, 128, RequestSchemas.JobTypePattern)),
                ("payload", Any()),
                ("queue", Text(1, 128, RequestSchemas.QueuePattern)),
                ("priority", Integer(-100, 100)),
                ("max_attempts", Integer(1, 1000)),
                ("retry", Ref("Retry")),
                ("timeout_ms", OrNull(Integer(1))),
                ("expires_at", OrNull(Time())),
                ("concurrency_key", OrNull(Text(1, 256))),
                ("tags", List(Text(1, 64), max: 16))),
            "With all defaults filled in; sent back as it is, it gives an equal definition.")),
        new("ScheduleRun", Answer(
            ("decision", Enum(WireNames.Decisions.Keys)),
            ("nominal_at", Time()),
            ("until", OrNull(Time())),
            ("count", Integer(1)),
            ("decided_at", Time()),
            ("reason", OrNull(Text())),
            ("job_id", OrNull(JobId())),
            ("job_state", OrNull(Ref("JobState"))))),
        new("BackfillAnswer", Answer(("count", Integer(0, 10_000)), ("excluded", Integer(0, 10_000)), ("dry_run", Bool()))),
        new("SchedulePreview", Answer(
            ("description", Text(1)),
            ("next", List(Time(), max: 1000)),
            ("next_local", List(Described(Text(), "RFC 3339, with the zone's offset."), max: 1000)),
            ("notes", List(Text())))),
    ];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Node() =>
    [
        new("Queue", Answer(
            ("name", Text(1, 128, RequestSchemas.QueuePattern)),
            ("paused", Bool()),
            ("note", OrNull(Text())),
            ("paused_by", OrNull(Text())),
            ("paused_at", OrNull(Time())),
            ("scheduled", Integer()),
            ("queued", Integer()),
            ("running", Integer()),
            ("failed", Integer()),
            ("oldest_queued_ms", OrNull(Integer())))),
        new("Stats", Answer(
            ("at", Time()),
            ("by_state", Ref("StateCounts")),
            ("by_job_type", Map(Ref("JobTypeCounts"))),
            ("by_queue", Map(Ref("StateCounts"))),
            ("per_second", Ref("Rates")),
            ("lateness_ms", Ref("Lateness")),
            ("disk_free_bytes", OrNull(Integer())))),
        new("StateCounts", Answer([.. WireNames.States.Keys.Select(state => (state, Integer()))])),
        new("JobTypeCounts", Answer(
            [.. new[] { "waiting", "running", "completed", "failed", "cancelled" }.Select(state => (state, Integer()))])),
        new("Rates", Answer(("window_s", Integer()), ("submitted", Number(0)), ("started", Number(0)), ("finished", Number(0)))),
        new("Lateness", Answer(
            ("window_s", Integer()),
            ("count", Integer()),
            ("p50", OrNull(Number())),
            ("p95", OrNull(Number())),
            ("p99", OrNull(Number())),
            ("max", OrNull(Number())))),
        new("BackupPage", Page("Backup")),
        new("Backup", Answer(
            ("id", Text(1, 128, RequestSchemas.QueuePattern)),
            ("state", Enum(WireNames.BackupStates.Keys)),
            ("started_at", Time()),
            ("finished_at", OrNull(Time())),
            ("bytes", Integer()),
            ("total_bytes", OrNull(Integer())),
            ("file", OrNull(Text())),
            ("error", OrNull(Text())))),
        new("Health", Answer(("status", Enum(["ok"])))),
        new("Readiness", Answer(
            ("status", Enum(["ready"])),
            ("node", Text()),
            ("store", Text()),
            ("partitions_owned", Integer()),
            ("partitions", Integer()))),
    ];

    private static (string Name, JsonObject Schema)[] Progress() =>
    [
        ("job_id", JobId()),
        ("job_type", Text(1, 128, RequestSchemas.JobTypePattern)),
        ("queue", Text(1, 128, RequestSchemas.QueuePattern)),
        ("priority", Integer(-100, 100)),
        ("state", Ref("JobState")),
        ("waiting_reason", OrNull(Enum(WireNames.WaitingReasons.Keys))),
        ("attempt", Integer()),
        ("attempts_used", Integer()),
        ("max_attempts", Integer(1, 1000)),
        ("fencing_token", Integer()),
        ("run_at", Time()),
        ("submitted_at", Time()),
        ("started_at", OrNull(Time())),
        ("finished_at", OrNull(Time())),
        ("cancel_requested_at", OrNull(Time())),
        ("progress_percent", OrNull(Number(0, 100))),
        ("message", OrNull(Text())),
    ];

    private static (string Name, JsonObject Schema)[] Rest(bool retry = true) =>
    [
        ("error", OrNull(Ref("JobError"))),
        ("timeout_ms", OrNull(Integer(1))),
        ("expires_at", OrNull(Time())),
        .. retry ? new[] { ("retry", Ref("Retry")) } : [],
        ("idempotency_key", OrNull(Text(1, 256))),
        ("concurrency_key", OrNull(Text(1, 256))),
        ("tags", List(Text(1, 64), max: 16)),
        ("trace_id", Text(32, 32, "^[0-9a-f]{32}$")),
        ("schedule_id", OrNull(Text())),
        ("nominal_at", OrNull(Time())),
    ];

    internal static JsonObject JobId() => Text(1, 64, RequestSchemas.JobIdPattern);

    internal static JsonObject Page(string item) => Answer(("items", List(Ref(item), max: 500)), ("next_cursor", OrNull(Text(1))));

    // Only what a problem always has is required: the last members belong to one kind each.
    private static JsonObject Problem()
    {
        var problem = Answer(
            ("type", Enum(ProblemKind.All.Select(kind => kind.Type))),
            ("title", Text(1)),
            ("status", Integer(400, 599)),
            ("detail", Text(1)),
            ("instance", Text(1)),
            ("trace_id", Text(32, 32, "^[0-9a-f]{32}$")),
            ("errors", Described(Map(List(Text(1), 1)), "Path of the value as sent, to what is wrong with it.")));
        var members = problem["properties"]!.AsObject();
        members["job_id"] = Described(JobId(), "idempotency-conflict: the job that has the key.");
        members["state"] = new JsonObject { ["allOf"] = new JsonArray(Ref("JobState")), ["description"] = "state-conflict: the job's state." };
        members["cron_error"] = Described(
            Answer(("field", Text(1)), ("position", Integer()), ("expected", Text(1))), "validation-failed: what is wrong with a cron expression.");
        members["readiness"] = Described(Enum(["starting", "draining", "stopped", "unavailable"]), "/readyz: why the node is not ready.");
        foreach (var name in new[] { "node", "store" })
            members[name] = Described(Text(), "/readyz.");
        foreach (var name in new[] { "partitions_owned", "partitions" })
            members[name] = Described(Integer(), "/readyz.");
        return problem;
    }
}
