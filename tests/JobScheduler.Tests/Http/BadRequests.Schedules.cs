using System.Text;
using static JobScheduler.Tests.Http.BadRequest;

namespace JobScheduler.Tests.Http;

/// <content>Schedules.</content>
internal static partial class BadRequests
{
    private const string Kept = "/v1/schedules/kept";
    private const string Nightly = """{"cron":"30 2 * * *","job":{"job_type":"echo"}}""";

    private static IEnumerable<BadRequest> Schedules =>
    [
        .. ScheduleShapes, .. ScheduleValues, .. ScheduleJobs, .. ScheduleConditions, .. ScheduleActions, .. Previews, .. ScheduleQueries, .. SchedulePaths,
    ];

    private static IEnumerable<BadRequest> ScheduleShapes =>
    [
        Schedule("schedule without body", "", 400, "body"),
        Schedule("schedule an array", "[]", 400, "body"),
        Schedule("schedule cut off", """{"id":"a""", 400, "body"),
        Schedule("schedule of nothing", "{}", 400, "id") with { AlsoErrors = ["cron", "job"] },
        Schedule("schedule of nulls", """{"id":null,"cron":null,"job":null}""", 400, "id") with { AlsoErrors = ["cron", "job"] },
        ScheduleField("schedule with an unknown field", "\"color\":1", 400, "color"),
        ScheduleField("schedule in camelCase", "\"timeZone\":\"UTC\"", 400, "timeZone"),
        ScheduleField("schedule with a duplicate", "\"overlap\":\"skip\",\"overlap\":\"skip\"", 400, "overlap"),
        ScheduleField("schedule with a duplicate read-only field", "\"version\":1,\"version\":2", 400, "version"),
        Schedule("schedule's cron a number", """{"id":"a","cron":5,"job":{"job_type":"echo"}}""", 400, "cron"),
        Schedule("schedule's id a number", """{"id":5,"cron":"@daily","job":{"job_type":"echo"}}""", 400, "id"),
        Schedule("schedule's job a text", """{"id":"a","cron":"@daily","job":"echo"}""", 400, "job"),
        ScheduleField("zone a number", "\"time_zone\":1", 400, "time_zone"),
        ScheduleField("overlap a number", "\"overlap\":0", 400, "overlap"),
        ScheduleField("overlap in the wrong case", "\"overlap\":\"Skip\"", 400, "overlap"),
        ScheduleField("misfire in the wrong case", "\"misfire\":\"FireOnce\"", 422, "misfire"),
        ScheduleField("catch-up window a text", "\"catch_up_window_ms\":\"1\"", 400, "catch_up_window_ms"),
        ScheduleField("catch-up limit a fraction", "\"catch_up_limit\":1.5", 400, "catch_up_limit"),
        ScheduleField("schedule's jitter a text", "\"jitter_ms\":\"1\"", 400, "jitter_ms"),
        ScheduleField("phase true", "\"phase_ms\":true", 400, "phase_ms"),
        ScheduleField("exclude a text", "\"exclude\":\"2026-12-24\"", 400, "exclude"),
        ScheduleField("an exclusion null", "\"exclude\":[null]", 400, "exclude[0]"),
        ScheduleField("an exclusion a number", "\"exclude\":[\"2026-12-24\",1]", 400, "exclude[1]"),
        ScheduleField("start_at without offset", "\"start_at\":\"2026-12-01T10:00:00\"", 400, "start_at"),
        ScheduleField("end_at a number", "\"end_at\":5", 400, "end_at"),
        ScheduleField("max_runs a text", "\"max_runs\":\"5\"", 400, "max_runs"),
        ScheduleField("paused a text", "\"paused\":\"yes\"", 400, "paused"),
        ScheduleField("schedule's note a number", "\"note\":1", 400, "note"),
        Put("put without body", "", 400, "body"),
        Put("put of nothing", "{}", 400, "cron") with { AlsoErrors = ["job"] },
        Put("put with an unknown field", """{"cron":"@daily","job":{"job_type":"echo"},"schedule_id":"kept"}""", 400, "schedule_id"),
    ];

    private static IEnumerable<BadRequest> ScheduleValues =>
    [
        Schedule("schedule's id empty", """{"id":"","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Schedule("schedule's id with a slash", """{"id":"a/b","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Schedule("schedule's id with a colon", """{"id":"a:pause","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Schedule("schedule's id begins with a tilde", """{"id":"~a","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Schedule("schedule's id of 129", $$$"""{"id":"{{{Repeat("a", 129)}}}","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Put("put of another id", """{"id":"other","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Put("put of its id in another case", """{"id":"Kept","cron":"@daily","job":{"job_type":"echo"}}""", 422, "id"),
        Cron("cron empty", ""),
        Cron("cron blank", "  "),
        Cron("cron in words", "every day"),
        Cron("cron with a NUL", "* * * * \\u0000"),
        Cron("cron of 300", Repeat("*", 300)),
        Cron("cron of four fields", "* * * *"),
        Cron("cron of eight fields", "* * * * * * * *"),
        Cron("minute 60 in cron", "60 * * * *"),
        Cron("hour 24 in cron", "0 24 * * *"),
        Cron("day 32 in cron", "0 0 32 * *"),
        Cron("month 13 in cron", "0 0 1 13 *"),
        Cron("step 0 in cron", "*/0 * * * *"),
        Cron("open range in cron", "5- * * * *"),
        Cron("unknown nickname", "@sometimes"),
        Cron("@every without duration", "@every"),
        Cron("@every 0", "@every 0s"),
        Cron("@reboot", "@reboot"),
        Cron("30 February in cron", "0 0 30 2 *"),
        ScheduleField("unknown zone", "\"time_zone\":\"Mars/Phobos\"", 422, "time_zone"),
        ScheduleField("zone empty", "\"time_zone\":\"\"", 422, "time_zone"),
        ScheduleField("zone a path", "\"time_zone\":\"../../etc/passwd\"", 422, "time_zone"),
        ScheduleField("zone of 100000", $"\"time_zone\":\"{Repeat("z", 100_000)}\"", 422, "time_zone"),
        ScheduleField("unknown overlap", "\"overlap\":\"queue\"", 422, "overlap"),
        ScheduleField("unknown misfire", "\"misfire\":\"fire\"", 422, "misfire"),
        ScheduleField("catch-up window negative", "\"catch_up_window_ms\":-1", 422, "catch_up_window_ms"),
        ScheduleField("catch-up window of 367 days", "\"catch_up_window_ms\":31708800000", 422, "catch_up_window_ms"),
        ScheduleField("catch-up limit 0", "\"catch_up_limit\":0", 422, "catch_up_limit"),
        ScheduleField("catch-up limit 10001", "\"catch_up_limit\":10001", 422, "catch_up_limit"),
        ScheduleField("jitter over a day", "\"jitter_ms\":86400001", 422, "jitter_ms"),
        ScheduleField("phase without @every", "\"phase_ms\":1", 422, "phase_ms"),
        Schedule("phase of the interval", """{"id":"a","cron":"@every 90s","phase_ms":90000,"job":{"job_type":"echo"}}""", 422, "phase_ms"),
        Schedule("phase negative", """{"id":"a","cron":"@every 90s","phase_ms":-1,"job":{"job_type":"echo"}}""", 422, "phase_ms"),
        ScheduleField("a date that does not exist", "\"exclude\":[\"2026-12-24\",\"2026-02-30\"]", 422, "exclude[1]"),
        ScheduleField("a date in 2200", "\"exclude\":[\"2200-01-01\"]", 422, "exclude[0]"),
        ScheduleField("an exclusion in words", "\"exclude\":[\"christmas\"]", 422, "exclude[0]") with { AlsoErrors = [] },
        ScheduleField("an exclusion by @every", "\"exclude\":[\"@every 5m\"]", 422, "exclude[0]"),
        ScheduleField("an exclusion that is never", "\"exclude\":[\"0 0 31 2 *\"]", 422, "exclude[0]"),
        ScheduleField("65 exclusions", $"\"exclude\":[{string.Join(',', Enumerable.Repeat("\"2026-12-24\"", 65))}]", 422, "exclude"),
        ScheduleField("start_at in 2200", "\"start_at\":\"2200-01-01T00:00:00Z\"", 422, "start_at"),
        ScheduleField("end_at before 1970", "\"end_at\":\"1969-01-01T00:00:00Z\"", 422, "end_at"),
        ScheduleField("end_at at start_at", "\"start_at\":\"2026-12-01T00:00:00Z\",\"end_at\":\"2026-12-01T01:00:00+01:00\"", 422, "end_at"),
        ScheduleField("max_runs 0", "\"max_runs\":0", 422, "max_runs"),
        ScheduleField("max_runs 2^53", "\"max_runs\":9007199254740992", 422, "max_runs"),
        ScheduleField("schedule's note of 1025", $"\"note\":\"{Repeat("n", 1025)}\"", 422, "note"),
        Schedule(
            "everything about a schedule",
            """{"id":"?","cron":"60 * * * *","time_zone":"X","job":{"job_type":"?","run_at":"2026-12-01T10:00:00Z"},"exclude":["x"],"jitter_ms":-1}""",
            422,
            "cron") with { AlsoErrors = ["id", "time_zone", "exclude[0]", "jitter_ms", "job.job_type", "job.run_at"] },
    ];

    private static IEnumerable<BadRequest> ScheduleJobs =>
    [
        ScheduleJob("schedule's job without type", "{}", 400, "job.job_type"),
        ScheduleJob("unknown field of a schedule's job", """{"job_type":"echo","color":1}""", 400, "job.color"),
        ScheduleJob("duplicate in a schedule's payload", """{"job_type":"echo","payload":{"a":1,"a":2}}""", 400, "job.payload.a"),
        ScheduleJob("schedule's retry factor a text", """{"job_type":"echo","retry":{"factor":"2"}}""", 400, "job.retry.factor"),
        ScheduleJob("schedule's job at a time", """{"job_type":"echo","run_at":"2026-12-01T10:00:00Z"}""", 422, "job.run_at"),
        ScheduleJob("schedule's job with a delay", """{"job_type":"echo","delay_ms":0}""", 422, "job.delay_ms"),
        ScheduleJob("schedule's job with a key", """{"job_type":"echo","idempotency_key":"k"}""", 422, "job.idempotency_key"),
        ScheduleJob("schedule's job with an odd type", """{"job_type":"send mail"}""", 422, "job.job_type"),
        ScheduleJob("schedule's job with priority 101", """{"job_type":"echo","priority":101}""", 422, "job.priority"),
        ScheduleJob("schedule's job with an empty tag", """{"job_type":"echo","tags":[""]}""", 422, "job.tags[0]"),
        ScheduleJob("schedule's payload does not fit", """{"job_type":"sleep","payload":{"duration_ms":"long"}}""", 422, "job.payload.duration_ms"),
        TooLarge("schedule over 1 MiB", "/v1/schedules", MaxBody + 1),
        TooLarge("schedule's payload over 256 KiB", "/v1/schedules", 0) with
        {
            Body = Encoding.ASCII.GetBytes($$"""{"id":"a","cron":"@daily","job":{{Payload(MaxPayload + 1)}} }"""),
        },
    ];

    private static IEnumerable<BadRequest> ScheduleConditions =>
    [
        new("create a schedule that exists", "POST", "/v1/schedules", 409, "already-exists")
        {
            Body = """{"id":"kept","cron":"30 2 * * *","job":{"job_type":"echo"}}"""u8.ToArray(),
            ContentType = "application/json",
        },
        Condition("put of another version", "PUT", 412, "If-Match: \"99\""),
        Condition("put of a weak tag", "PUT", 412, "If-Match: W/\"1\""),
        Condition("put of no version", "PUT", 412, "If-Match: \"one\""),
        Condition("put of one of other versions", "PUT", 412, "If-Match: \"98\", \"99\""),
        Condition("put of what must not exist", "PUT", 412, "If-None-Match: *"),
        Condition("put of what must not have this version", "PUT", 412, "If-None-Match: W/\"1\", \"2\""),
        Condition("put of what must exist", "PUT", 412, "If-Match: *") with { Target = "/v1/schedules/absent" },
        Condition("put of a version of nothing", "PUT", 412, "If-Match: \"1\"") with { Target = "/v1/schedules/absent" },
        Condition("delete of another version", "DELETE", 412, "If-Match: \"99\""),
        Condition("delete of what must not exist", "DELETE", 412, "If-None-Match: *"),
        Condition("put with a bare tag", "PUT", 400, "If-Match: 1") with { ErrorPath = "If-Match" },
        Condition("put with an empty tag", "PUT", 400, "If-Match: ") with { ErrorPath = "If-Match" },
        Condition("put with a broken tag", "PUT", 400, "If-None-Match: \"1") with { ErrorPath = "If-None-Match" },
        Condition("delete with a bare tag", "DELETE", 400, "If-Match: 1") with { ErrorPath = "If-Match" },
        NotFound("delete of an unknown schedule", "DELETE", "/v1/schedules/absent"),
        NotFound("delete of a version of nothing", "DELETE", "/v1/schedules/absent") with { Headers = ["If-Match: \"1\""] },
        NotFound("delete of any version of nothing", "DELETE", "/v1/schedules/absent") with { Headers = ["If-Match: *"] },
    ];

    private static IEnumerable<BadRequest> ScheduleActions =>
    [
        Json("schedule's pause with a number", Kept + ":pause", """{"note":1}""", 400, "note"),
        Json("schedule's pause with an unknown field", Kept + ":pause", """{"until":"x"}""", 400, "until"),
        Json("schedule's pause with a long note", Kept + ":pause", $$"""{"note":"{{Repeat("n", 1025)}}"}""", 422, "note"),
        Json("schedule's pause by a long name", Kept + ":pause", $$"""{"by":"{{Repeat("n", 257)}}"}""", 422, "by"),
        Json("schedule's resume with a text", Kept + ":resume", "\"x\"", 400, "body"),
        Json("trigger with a member", Kept + ":trigger", """{"at":"now"}""", 400, "at"),
        Json("backfill without body", Kept + ":backfill", "", 400, "body"),
        Json("backfill of nothing", Kept + ":backfill", "{}", 400, "from") with { AlsoErrors = ["to"] },
        Backfill("backfill from words", "\"from\":\"yesterday\"", 400, "from"),
        Backfill("backfill with an unknown field", "\"limit\":5", 400, "limit"),
        Backfill("backfill's dry_run a text", "\"dry_run\":\"yes\"", 400, "dry_run"),
        Backfill("backfill with an unknown overlap", "\"overlap\":\"none\"", 422, "overlap"),
        Backfill("backfill from before 1970", "\"from\":\"1969-01-01T00:00:00Z\"", 422, "from"),
        Backfill("backfill that ends where it begins", "\"to\":\"2026-01-01T00:00:00Z\"", 422, "to"),
        Json("backfill of too many", "/v1/schedules/minutely:backfill", """{"from":"2026-01-01T00:00:00Z","to":"2026-01-07T22:41:00Z"}""", 422, "to"),
        NotFound("pause of an unknown schedule", "POST", "/v1/schedules/absent:pause"),
        NotFound("resume of an unknown schedule", "POST", "/v1/schedules/absent:resume"),
        NotFound("trigger of an unknown schedule", "POST", "/v1/schedules/absent:trigger"),
        Json("backfill of an unknown schedule", "/v1/schedules/absent:backfill", """{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z"}""", 404, null) with
        {
            Problem = "not-found",
        },
    ];

    private static IEnumerable<BadRequest> Previews =>
    [
        Preview("preview without body", "", 400, "body"),
        Preview("preview of nothing", "{}", 400, "cron"),
        Preview("preview with an unknown field", """{"cron":"@daily","limit":5}""", 400, "limit"),
        Preview("preview's cron null", """{"cron":null}""", 400, "cron"),
        Preview("preview's count a text", """{"cron":"@daily","count":"5"}""", 400, "count"),
        Preview("preview from words", """{"cron":"@daily","from":"now"}""", 400, "from"),
        Preview("preview's count 0", """{"cron":"@daily","count":0}""", 422, "count"),
        Preview("preview's count 1001", """{"cron":"@daily","count":1001}""", 422, "count"),
        Preview("preview's odd id", """{"cron":"@daily","id":"a b"}""", 422, "id"),
        Preview("preview of a bad hour", """{"cron":"0 25 * * *"}""", 422, "cron") with { Cron = true },
        Preview("preview of what never is", """{"cron":"0 0 30 2 *"}""", 422, "cron") with { Cron = true },
        Preview("preview in an unknown zone", """{"cron":"@daily","time_zone":"Nowhere"}""", 422, "time_zone"),
        Preview("preview with a phase", """{"cron":"@daily","phase_ms":5}""", 422, "phase_ms"),
        Preview("preview with a bad exclusion", """{"cron":"@daily","exclude":["60 * * * *"]}""", 422, "exclude[0]") with { Cron = true },
        Preview("preview that ends before it starts", """{"cron":"@daily","start_at":"2027-01-02T00:00:00Z","end_at":"2027-01-01T00:00:00Z"}""", 422, "end_at"),
    ];

    private static IEnumerable<BadRequest> ScheduleQueries =>
    [
        Query("schedules' limit 0", "/v1/schedules?limit=0", "limit", 422),
        Query("schedules' limit 501", "/v1/schedules?limit=501", "limit", 422),
        Query("schedules' cursor", "/v1/schedules?cursor=abc", "cursor"),
        Query("schedules by zone", "/v1/schedules?time_zone=UTC", "time_zone"),
        Query("a schedule with a query", Kept + "?verbose=1", "verbose"),
        Query("runs' limit 501", Kept + "/runs?limit=501", "limit", 422),
        Query("runs' cursor", Kept + "/runs?cursor=abc", "cursor"),
        Query("runs' cursor of the list", Kept + "/runs?cursor=c2NoZWR1bGVzOmE", "cursor"),
        Query("runs' cursor of another schedule", Kept + "/runs?cursor=cnVuczpvdGhlcjox", "cursor"),
        Query("runs' cursor without number", Kept + "/runs?cursor=cnVuczprZXB0Ong", "cursor"),
        Query("runs by decision", Kept + "/runs?decision=fired", "decision"),
    ];

    private static IEnumerable<BadRequest> SchedulePaths =>
    [
        NotFound("unknown schedule", "GET", "/v1/schedules/absent"),
        NotFound("unknown schedule's runs", "GET", "/v1/schedules/absent/runs"),
        NotFound("schedule in another case", "GET", "/v1/schedules/KEPT"),
        NotFound("schedule with a blank", "GET", "/v1/schedules/a%20b"),
        NotFound("schedule with a slash", "GET", "/v1/schedules/a%2Fb"),
        NotFound("schedule not UTF-8", "GET", "/v1/schedules/%FF"),
        NotFound("schedule of two points", "GET", "/v1/schedules/%2E%2E"),
        NotFound("schedule of 129", "GET", "/v1/schedules/" + Repeat("a", 129)),
        NotFound("odd schedule's runs", "GET", "/v1/schedules/a%20b/runs"),
        Json("put of an odd schedule", "/v1/schedules/a%20b", Nightly, 404, null, "PUT") with { Problem = "not-found" },
        NotFound("delete of an odd schedule", "DELETE", "/v1/schedules/~a"),
        NotFound("pause of an odd schedule", "POST", "/v1/schedules/a%20b:pause"),
        NotFound("unknown verb of a schedule", "POST", Kept + ":explode"),
        NotFound("unknown verb of schedules", "POST", "/v1/schedules:explode"),
        NotFound("schedule with an encoded verb", "POST", Kept + "%3Apause"),
        NotFound("trailing slash of schedules", "GET", "/v1/schedules/"),
        NotFound("deeper than runs", "GET", Kept + "/runs/1"),
        WrongMethod("PUT", "/v1/schedules", "GET, HEAD, POST"),
        WrongMethod("PATCH", Kept, "DELETE, GET, HEAD, PUT"),
        WrongMethod("POST", Kept, "DELETE, GET, HEAD, PUT"),
        WrongMethod("GET", Kept + ":pause", "POST"),
        WrongMethod("DELETE", Kept + ":resume", "POST"),
        WrongMethod("PUT", Kept + ":trigger", "POST"),
        WrongMethod("GET", Kept + ":backfill", "POST"),
        WrongMethod("POST", Kept + "/runs", "GET, HEAD"),
        WrongMethod("GET", "/v1/schedules:preview", "POST"),
        Typed("wrong type of a schedule", "text/plain") with { Target = "/v1/schedules" },
        Typed("wrong type of a put", "text/plain") with { Target = Kept, Method = "PUT" },
        Typed("wrong type of a preview", "text/yaml") with { Target = "/v1/schedules:preview" },
        Typed("wrong type of a backfill", "text/plain") with { Target = Kept + ":backfill" },
        Typed("wrong type of a trigger", "text/plain") with { Target = Kept + ":trigger" },
    ];

    private static BadRequest Schedule(string name, string body, int status, string? errorPath) => Json(name, "/v1/schedules", body, status, errorPath);

    private static BadRequest ScheduleField(string name, string member, int status, string? errorPath) =>
        Schedule(name, $$"""{"id":"a","cron":"30 2 * * *","job":{"job_type":"echo"},{{member}}}""", status, errorPath);

    private static BadRequest ScheduleJob(string name, string job, int status, string errorPath) =>
        Schedule(name, $$"""{"id":"a","cron":"30 2 * * *","job":{{job}} }""", status, errorPath);

    private static BadRequest Cron(string name, string cron) =>
        Schedule(name, $$"""{"id":"a","cron":"{{cron}}","job":{"job_type":"echo"} }""", 422, "cron") with { Cron = true };

    private static BadRequest Put(string name, string body, int status, string? errorPath) => Json(name, Kept, body, status, errorPath, "PUT");

    private static BadRequest Preview(string name, string body, int status, string? errorPath) =>
        Json(name, "/v1/schedules:preview", body, status, errorPath);

    // The last of two members of one name would be a duplicate: the row's own takes the place of the good one.
    private static BadRequest Backfill(string name, string member, int status, string errorPath)
    {
        var from = member.StartsWith("\"from\"", StringComparison.Ordinal) ? "" : "\"from\":\"2026-01-01T00:00:00Z\",";
        var to = member.StartsWith("\"to\"", StringComparison.Ordinal) ? "" : "\"to\":\"2026-01-02T00:00:00Z\",";
        return Json(name, Kept + ":backfill", $$"""{ {{from}}{{to}}{{member}} }""", status, errorPath);
    }

    private static BadRequest Condition(string name, string method, int status, string header) =>
        new(name, method, Kept, status, status == 412 ? "precondition-failed" : "malformed-request")
        {
            Headers = [header],
            Body = method == "PUT" ? Encoding.ASCII.GetBytes(Nightly) : null,
            ContentType = method == "PUT" ? "application/json" : null,
        };
}
