using System.Text.Json.Nodes;
using JobScheduler.Http.Responses;
using static JobScheduler.Tests.Http.OpenApi.Schema;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>The shapes of requests.</summary>
internal static class RequestSchemas
{
    public const string JobTypePattern = "^[A-Za-z0-9]([A-Za-z0-9._~/:-]{0,126}[A-Za-z0-9._~/-])?$";
    public const string QueuePattern = "^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$";
    public const string JobIdPattern = "^[A-Za-z0-9_-]{1,64}$";

    private const long MaxDelay = 315_360_000_000;

    public static IEnumerable<KeyValuePair<string, JsonNode?>> All() =>
    [
        new("JobSubmission", Submission()),
        new("RetryRequest", Retry()),
        new("JobBatch", Request(["jobs"], ("jobs", List(Ref("JobSubmission"), 1, 1000)))),
        new("JobMove", Described(
            Request(
                [],
                ("run_at", OrNull(Time())),
                ("delay_ms", OrNull(Integer(0, MaxDelay))),
                ("priority", OrNull(Integer(-100, 100)))),
            "At least one member; run_at and delay_ms exclude each other.")),
        new("BulkRequest", Bulk()),
        new("BulkFilter", Filter()),
        new("ScheduleRequest", Described(Schedule(["id", "cron", "job"]), "Absent or null means the default. Fields that only answers have are accepted and ignored.")),
        new("ScheduleDefinition", Described(Schedule(["cron", "job"]), "id, if given, must be that of the path; paused and note count only when it is created.")),
        new("BackfillRequest", Request(
            ["from", "to"],
            ("from", Described(Time(), "Inclusive.")),
            ("to", Described(Time(), "Exclusive.")),
            ("overlap", OrNull(Enum(WireNames.Overlaps.Keys))),
            ("dry_run", OrNull(Default(Bool(), false))))),
        new("PreviewRequest", Request(
            ["cron"],
            ("cron", Text(1)),
            ("time_zone", OrNull(Default(Text(1), "UTC"))),
            ("from", OrNull(Described(Time(), "Exclusive. Absent: now."))),
            ("count", OrNull(Default(Integer(1, 1000), 5))),
            ("id", OrNull(Text(1, 128, QueuePattern))),
            ("start_at", OrNull(Time())),
            ("end_at", OrNull(Time())),
            ("exclude", OrNull(List(Text(1), max: 64))),
            ("phase_ms", OrNull(Integer())))),
        new("PauseRequest", Request([], ("note", OrNull(Text(max: 1024))), ("by", OrNull(Text(max: 256))))),
        new("NoArguments", Request([])),
    ];

    private static JsonObject Submission() => Described(
        Request(
            ["job_type"],
            ("job_type", Text(1, 128, JobTypePattern)),
            ("payload", Described(Any(), "The handler's input, any JSON, kept token for token.")),
            ("queue", OrNull(Default(Text(1, 128, QueuePattern), "default"))),
            ("priority", OrNull(Default(Integer(-100, 100), 0))),
            ("run_at", OrNull(Described(Time(), "Not before this time, 1970 to 2199. Excludes delay_ms. Absent: now."))),
            ("delay_ms", OrNull(Integer(0, MaxDelay))),
            ("max_attempts", OrNull(Default(Integer(1, 1000), 5))),
            ("retry", OrNull(Ref("RetryRequest"))),
            ("timeout_ms", OrNull(Integer(1, 604_800_000))),
            ("expires_at", OrNull(Described(Time(), "A job not started by then becomes cancelled."))),
            ("idempotency_key", OrNull(Text(1, 256))),
            ("concurrency_key", OrNull(Text(1, 256))),
            ("tags", OrNull(List(Text(1, 64), max: 16)))),
        "Absent or null means the default, which the job type's registration may set, else the server.");

    private static JsonObject Retry() => Described(
        Request(
            [],
            ("kind", OrNull(Default(Enum(WireNames.RetryKinds.Keys), "exponential"))),
            ("initial_ms", OrNull(Default(Integer(0, MaxDelay), 1000))),
            ("factor", OrNull(Default(Number(1, 100), 2))),
            ("max_ms", OrNull(Default(Integer(0, MaxDelay), 300_000))),
            ("jitter", OrNull(Described(Number(0, 1), "Default 0.2 for exponential, 0 for fixed."))),
            ("delays_ms", OrNull(List(Integer(0, MaxDelay), 1, 100)))),
        "exponential: initial_ms, factor, max_ms, jitter. fixed: initial_ms, jitter. explicit: delays_ms. none: nothing. "
        + "A member that the kind does not use is refused.");

    private static JsonObject Schedule(string[] required)
    {
        var schema = Request(
            required,
            ("id", required.Contains("id") ? Text(1, 128, QueuePattern) : OrNull(Text(1, 128, QueuePattern))),
            ("cron", Described(Text(1, 256), "Five to seven fields, a nickname such as @daily, or @every and a duration.")),
            ("time_zone", OrNull(Default(Text(1), "UTC"))),
            ("job", Ref("JobSubmission")),
            ("overlap", OrNull(Default(Enum(WireNames.Overlaps.Keys), "skip"))),
            ("misfire", OrNull(Default(Enum(WireNames.Misfires.Keys), "fire_once"))),
            ("catch_up_window_ms", OrNull(Default(Integer(0, 31_622_400_000), 604_800_000))),
            ("catch_up_limit", OrNull(Default(Integer(1, 10_000), 1000))),
            ("jitter_ms", OrNull(Default(Integer(0, 86_400_000), 0))),
            ("phase_ms", OrNull(Default(Integer(), 0))),
            ("exclude", OrNull(List(Text(1), max: 64))),
            ("start_at", OrNull(Time())),
            ("end_at", OrNull(Time())),
            ("max_runs", OrNull(Integer(1))),
            ("paused", OrNull(Default(Bool(), false))),
            ("note", OrNull(Text(max: 1024))));
        foreach (var name in ScheduleJson.ReadOnlyFields)
            schema["properties"]!.AsObject()[name] = Described(Any(), "Ignored.");
        return schema;
    }

    private static JsonObject Bulk() => Described(
        Request(
            [],
            ("ids", OrNull(List(Text(), 1, 1000))),
            ("filter", OrNull(Ref("BulkFilter"))),
            ("limit", OrNull(Default(Integer(1, 10_000), 1000))),
            ("dry_run", OrNull(Default(Bool(), false))),
            ("reason", OrNull(Text(max: 1024)))),
        "Exactly one of ids and filter; the filter {} means all.");

    private static JsonObject Filter() => Request(
        [],
        ("state", OrNull(List(Enum(WireNames.States.Keys)))),
        ("job_type", OrNull(List(Text()))),
        ("error_code", OrNull(List(Text()))),
        ("fingerprint", OrNull(List(Text()))),
        ("queue", OrNull(List(Text()))),
        ("tag", OrNull(List(Text()))),
        ("schedule_id", OrNull(List(Text()))),
        ("idempotency_key", OrNull(List(Text()))),
        ("concurrency_key", OrNull(List(Text()))),
        ("from", OrNull(Time())),
        ("to", OrNull(Time())));
}
