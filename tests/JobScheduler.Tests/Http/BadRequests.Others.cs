using System.Text;
using static JobScheduler.Tests.Http.BadRequest;

namespace JobScheduler.Tests.Http;

/// <content>Batches, changes, lists, paths, methods, media types, sizes and headers.</content>
internal static partial class BadRequests
{
    private const string Good = """{"job_type":"echo"}""";
    private const string Unknown = "0000-01kb3z5m8q4t7x";

    private static IEnumerable<BadRequest> Batches =>
    [
        Batch("batch without jobs", "{}", 400, "jobs"),
        Batch("batch with null", """{"jobs":null}""", 400, "jobs"),
        Batch("batch as an array", "[]", 400, "body"),
        Batch("batch of an object", """{"jobs":{}}""", 400, "jobs"),
        Batch("unknown field of a batch", """{"jobs":[],"job":1}""", 400, "job"),
        Batch("an entry null", """{"jobs":[{"job_type":"echo"},null]}""", 400, "jobs[1]"),
        Batch("an entry a text", """{"jobs":["echo"]}""", 400, "jobs[0]"),
        Batch("an entry without type", """{"jobs":[{"job_type":"echo"},{}]}""", 400, "jobs[1].job_type"),
        Batch("an unknown field of an entry", """{"jobs":[{"job_type":"echo","color":1}]}""", 400, "jobs[0].color"),
        Batch("a wrong type deep in an entry", """{"jobs":[{"job_type":"echo","retry":{"factor":"2"}}]}""", 400, "jobs[0].retry.factor"),
        Batch("a duplicate in an entry's payload", """{"jobs":[{"job_type":"echo","payload":{"a":1,"a":2}}]}""", 400, "jobs[0].payload.a"),
        Batch("a lone surrogate in an entry", "{\"jobs\":[{\"job_type\":\"echo\",\"payload\":{\"city\":\"\\ud800\"}}]}", 400, "jobs[0].payload.city"),
        Batch("an odd name in a payload", """{"jobs":[{"job_type":"echo","payload":{"a.b":1,"a.b":2}}]}""", 400, "jobs[0].payload['a.b']"),
        Batch("an empty batch", """{"jobs":[]}""", 422, "jobs"),
        Batch("1001 jobs", $$"""{"jobs":[{{string.Join(',', Enumerable.Repeat(Good, 1001))}}]}""", 422, "jobs"),
        Batch("a negative delay of an entry", """{"jobs":[{"job_type":"echo"},{"job_type":"echo","delay_ms":-1}]}""", 422, "jobs[1].delay_ms"),
        Batch("two bad entries", """{"jobs":[{"job_type":"","priority":101},{"job_type":"echo","max_attempts":0}]}""", 422, "jobs[0].job_type") with
        {
            AlsoErrors = ["jobs[0].priority", "jobs[1].max_attempts"],
        },
        Batch(
            "one key twice",
            """{"jobs":[{"job_type":"echo","idempotency_key":"k"},{"job_type":"echo","idempotency_key":"k"}]}""",
            422,
            "jobs[1].idempotency_key"),
    ];

    private static IEnumerable<BadRequest> Changes =>
    [
        Move("move without body", "", 400, "body"),
        Move("move by nothing", "{}", 422, "run_at"),
        Move("move by nulls", """{"run_at":null,"priority":null}""", 422, "run_at"),
        Move("move by both", """{"run_at":"2026-12-01T10:00:00Z","delay_ms":1}""", 422, "delay_ms"),
        Move("move to an unreadable time", """{"run_at":"later"}""", 400, "run_at"),
        Move("move to 1969", """{"run_at":"1969-01-01T00:00:00Z"}""", 422, "run_at"),
        Move("move by a text", """{"delay_ms":"1"}""", 400, "delay_ms"),
        Move("move to a priority out of range", """{"priority":-200}""", 422, "priority"),
        Move("move an unknown field", """{"queue":"other"}""", 400, "queue"),
        Json("move a terminal job", "/v1/jobs/{cancelled}", """{"priority":1}""", 409, null, "PATCH") with { Problem = "state-conflict" },
        Json("move an unknown job", $"/v1/jobs/{Unknown}", """{"priority":1}""", 404, null, "PATCH") with { Problem = "not-found" },
        Json("cancel with an argument", "/v1/jobs/{waiting}:cancel", """{"force":true}""", 400, "force"),
        Json("cancel with an array", "/v1/jobs/{waiting}:cancel", "[]", 400, "body"),
        Json("run with broken JSON", "/v1/jobs/{waiting}:run", "{", 400, "body"),
        new("run a terminal job", "POST", "/v1/jobs/{cancelled}:run", 409, "state-conflict"),
        new("retry a waiting job", "POST", "/v1/jobs/{waiting}:retry", 409, "state-conflict"),
        Json("pause with a number", "/v1/queues/default:pause", """{"note":1}""", 400, "note"),
        Json("pause with an unknown field", "/v1/queues/default:pause", """{"until":"x"}""", 400, "until"),
        Json("pause with a long note", "/v1/queues/default:pause", $$"""{"note":"{{Repeat("n", 1025)}}"}""", 422, "note"),
        Json("pause by a long name", "/v1/queues/default:pause", $$"""{"by":"{{Repeat("n", 257)}}"}""", 422, "by"),
        Json("resume with a text", "/v1/queues/default:resume", "\"x\"", 400, "body"),
    ];

    private static IEnumerable<BadRequest> Bulks =>
    [
        Bulk("bulk without body", "", 400, "body"),
        Bulk("bulk of nothing", "{}", 422, "filter"),
        Bulk("bulk of both", """{"ids":["a"],"filter":{}}""", 422, "ids"),
        Bulk("bulk of no ids", """{"ids":[]}""", 422, "ids"),
        Bulk("bulk of 1001 ids", $$"""{"ids":[{{string.Join(',', Enumerable.Repeat("\"a\"", 1001))}}]}""", 422, "ids"),
        Bulk("an id a number", """{"ids":["a",1]}""", 400, "ids[1]"),
        Bulk("ids a text", """{"ids":"a"}""", 400, "ids"),
        Bulk("filter an array", """{"filter":[]}""", 400, "filter"),
        Bulk("filter with a text", """{"filter":{"job_type":"http"}}""", 400, "filter.job_type"),
        Bulk("filter with an unknown member", """{"filter":{"color":["red"]}}""", 400, "filter.color"),
        Bulk("filter with an unknown state", """{"filter":{"state":["lost"]}}""", 422, "filter.state[0]"),
        Bulk("bulk limit 0", """{"filter":{},"limit":0}""", 422, "limit"),
        Bulk("bulk limit 10001", """{"filter":{},"limit":10001}""", 422, "limit"),
        Bulk("bulk limit as text", """{"filter":{},"limit":"5"}""", 400, "limit"),
        Bulk("dry_run a number", """{"filter":{},"dry_run":1}""", 400, "dry_run"),
        Bulk("reason an object", """{"filter":{},"reason":{}}""", 400, "reason"),
        Bulk("reason of 1025", $$"""{"filter":{},"reason":"{{Repeat("r", 1025)}}"}""", 422, "reason"),
        Json("discard of nothing", "/v1/dead-letters:discard", "{}", 422, "filter"),
        Json("cancel of nothing", "/v1/jobs:cancel", "{}", 422, "filter"),
        Json("retry of an unknown state", "/v1/jobs:retry", """{"filter":{"state":["lost"]}}""", 422, "filter.state[0]"),
        Json("run of too many", "/v1/jobs:run", """{"filter":{},"limit":10001}""", 422, "limit"),
    ];

    private static IEnumerable<BadRequest> Queries =>
    [
        Query("limit 0", "/v1/jobs?limit=0", "limit", 422),
        Query("limit 501", "/v1/jobs?limit=501", "limit", 422),
        Query("limit negative", "/v1/jobs?limit=-5", "limit", 422),
        Query("limit of 30 digits", "/v1/jobs?limit=100000000000000000000000000000", "limit", 422),
        Query("limit in words", "/v1/jobs?limit=ten", "limit"),
        Query("limit a fraction", "/v1/jobs?limit=1.5", "limit"),
        Query("limit empty", "/v1/jobs?limit=", "limit"),
        Query("limit without value", "/v1/jobs?limit", "limit"),
        Query("limit with a plus", "/v1/jobs?limit=+5", "limit"),
        Query("limit twice", "/v1/jobs?limit=5&limit=5", "limit"),
        Query("cursor twice", "/v1/jobs?cursor=a&cursor=b", "cursor"),
        Query("cursor empty", "/v1/jobs?cursor=", "cursor"),
        Query("cursor of nothing", "/v1/jobs?cursor=abc", "cursor"),
        Query("cursor odd", "/v1/jobs?cursor=%00%2F..", "cursor"),
        Query("unknown parameter", "/v1/jobs?color=red", "color"),
        Query("parameter in the wrong case", "/v1/jobs?State=failed", "State"),
        Query("unknown state", "/v1/jobs?state=lost", "state"),
        Query("state in the wrong case", "/v1/jobs?state=Failed", "state"),
        Query("states with a comma", "/v1/jobs?state=failed,cancelled", "state"),
        Query("one of two states unknown", "/v1/jobs?state=failed&state=x", "state"),
        Query("unknown order", "/v1/jobs?order=oldest", "order"),
        Query("order twice", "/v1/jobs?order=due&order=due", "order"),
        Query("from unreadable", "/v1/jobs?from=yesterday", "from"),
        Query("from without offset", "/v1/jobs?from=2026-12-01T10:00:00", "from"),
        Query("from twice", "/v1/jobs?from=2026-12-01T10:00:00Z&from=2026-12-01T10:00:00Z", "from"),
        Query("to with an unescaped plus", "/v1/jobs?to=2026-12-01T10:00:00+01:00", "to"),
        Query("to in 2200", "/v1/jobs?to=2200-01-01T00:00:00Z", "to", 422),
        Query("tag not UTF-8", "/v1/jobs?tag=%FF", "tag"),
        Query("tag with a broken escape", "/v1/jobs?tag=%zz", "tag"),
        Query("several at once in a query", "/v1/jobs?limit=x&color=red", "limit") with { AlsoErrors = ["color"] },
        Query("nodes with limit 0", "/v1/nodes?limit=0", "limit", 422),
        Query("nodes by a cursor of nothing", "/v1/nodes?cursor=abc", "cursor"),
        Query("nodes by name", "/v1/nodes?node=n1", "node"),
        Query("partitions with limit 501", "/v1/partitions?limit=501", "limit", 422),
        Query("partitions by a cursor of nothing", "/v1/partitions?cursor=abc", "cursor"),
        Query("job types by a cursor of nothing", "/v1/job-types?cursor=abc", "cursor"),
        Query("job types by name", "/v1/job-types?name=echo", "name"),
        Query("the server with a parameter", "/v1/server?x=1", "x"),
        Query("history by the hour", "/v1/stats/history?resolution=hour", "resolution"),
        Query("history in the wrong case", "/v1/stats/history?resolution=Second", "resolution"),
        Query("history twice", "/v1/stats/history?resolution=second&resolution=minute", "resolution"),
        Query("history without a value", "/v1/stats/history?resolution=", "resolution"),
        Query("events of an unknown state", "/v1/events?state=lost", "state"),
        Query("events by tag", "/v1/events?tag=a", "tag"),
        Query("dead letters by state", "/v1/dead-letters?state=failed", "state"),
        Query("groups' limit", "/v1/dead-letters/groups?limit=501", "limit", 422),
        Query("groups' cursor", "/v1/dead-letters/groups?cursor=abc", "cursor"),
        Query("groups by fingerprint", "/v1/dead-letters/groups?fingerprint=9f2c61d0", "fingerprint"),
        Query("dead letters' limit", "/v1/dead-letters?limit=501", "limit", 422),
        Query("dead letters' cursor", "/v1/dead-letters?cursor=abc", "cursor"),
        Query("queues by name", "/v1/queues?name=default", "name"),
        Query("queues' limit", "/v1/queues?limit=0", "limit", 422),
        Query("a job with a query", "/v1/jobs/{waiting}?verbose=1", "verbose"),
        Query("stats with a query", "/v1/stats?window=60", "window"),
        Json("submit with a query", "/v1/jobs?dry_run=true", Good, 400, "dry_run"),
    ];

    private static IEnumerable<BadRequest> Ids =>
    [
        NotFound("unknown job", "GET", $"/v1/jobs/{Unknown}"),
        NotFound("unknown job's status", "GET", $"/v1/jobs/{Unknown}/status"),
        NotFound("unknown job's events", "GET", $"/v1/jobs/{Unknown}/events"),
        NotFound("cancel an unknown job", "POST", $"/v1/jobs/{Unknown}:cancel"),
        NotFound("run an unknown job", "POST", $"/v1/jobs/{Unknown}:run"),
        NotFound("retry an unknown job", "POST", $"/v1/jobs/{Unknown}:retry"),
        NotFound("short id", "GET", "/v1/jobs/x"),
        NotFound("id of 5000", "GET", "/v1/jobs/" + Repeat("a", 5000)),
        NotFound("id with a blank", "GET", "/v1/jobs/a%20b"),
        NotFound("id with a slash", "GET", "/v1/jobs/a%2Fb"),
        NotFound("id with a backslash", "GET", "/v1/jobs/a%5Cb"),
        NotFound("id with a line break", "GET", "/v1/jobs/a%0Ab"),
        NotFound("id with a quote", "GET", "/v1/jobs/'%20OR%201=1--"),
        NotFound("id with a percent sign", "GET", "/v1/jobs/%25"),
        NotFound("id with a broken escape", "GET", "/v1/jobs/%zz"),
        NotFound("id not UTF-8", "GET", "/v1/jobs/%FF"),
        NotFound("id an emoji", "GET", "/v1/jobs/%F0%9F%98%80"),
        NotFound("id a point", "GET", "/v1/jobs/%2E"),
        NotFound("id two points", "GET", "/v1/jobs/%2E%2E"),
        NotFound("id three points", "GET", "/v1/jobs/..."),
        NotFound("id a tilde", "GET", "/v1/jobs/~"),
        NotFound("id with braces", "GET", "/v1/jobs/{job_id}"),
        NotFound("id with an encoded verb", "GET", "/v1/jobs/{waiting}%3Acancel"),
        NotFound("id with an odd status", "GET", "/v1/jobs/a%20b/status"),
        NotFound("odd id with a verb", "POST", "/v1/jobs/a%20b:cancel"),
        NotFound("odd id with events", "GET", "/v1/jobs/%00x/events".Replace("%00", "%01", StringComparison.Ordinal)),
        NotFound("empty id", "GET", "/v1/jobs/"),
        NotFound("empty id with status", "GET", "/v1/jobs//status"),
        NotFound("verb without id", "POST", "/v1/jobs/:cancel"),
        NotFound("unknown verb", "POST", "/v1/jobs/{waiting}:explode"),
        NotFound("unknown verb by GET", "GET", "/v1/jobs/{waiting}:explode"),
        NotFound("empty verb", "POST", "/v1/jobs/{waiting}:"),
        NotFound("two verbs", "POST", "/v1/jobs/{waiting}:cancel:run"),
        NotFound("verb in the wrong case", "POST", "/v1/jobs/{waiting}:Cancel"),
        NotFound("verb with a slash", "POST", "/v1/jobs/{waiting}/cancel"),
        NotFound("unknown verb of all jobs", "POST", "/v1/jobs:explode"),
        NotFound("unknown verb of dead letters", "POST", "/v1/dead-letters:retry"),
        NotFound("unknown verb of a queue", "POST", "/v1/queues/default:drain"),
        NotFound("queue with a blank", "POST", "/v1/queues/a%20b:pause"),
        NotFound("pause of a queue that begins with a tilde", "POST", "/v1/queues/~a:pause"),
        NotFound("pause of a queue of 129", "POST", $"/v1/queues/{Repeat("q", 129)}:pause"),
        NotFound("queue with a colon", "POST", "/v1/queues/a:b:pause"),
        NotFound("queue without verb", "GET", "/v1/queues/default"),
        NotFound("log of an unknown job", "GET", "/v1/jobs/" + Unknown + "/attempts/1/log"),
        NotFound("log of an unknown attempt", "GET", "/v1/jobs/{waiting}/attempts/1/log"),
        NotFound("log of attempt 0", "GET", "/v1/jobs/{waiting}/attempts/0/log"),
        NotFound("log of a negative attempt", "GET", "/v1/jobs/{waiting}/attempts/-1/log"),
        NotFound("log of attempt 01", "GET", "/v1/jobs/{waiting}/attempts/01/log"),
        NotFound("log of an attempt that no int can hold", "GET", "/v1/jobs/{waiting}/attempts/4294967297/log"),
        NotFound("log of a word", "GET", "/v1/jobs/{waiting}/attempts/last/log"),
        NotFound("log of an odd job", "GET", "/v1/jobs/a%20b/attempts/1/log"),
        NotFound("attempt without log", "GET", "/v1/jobs/{waiting}/attempts/1"),
        NotFound("deeper than a job", "GET", "/v1/jobs/{waiting}/status/more"),
        NotFound("trailing slash", "GET", "/v1/jobs/{waiting}/"),
        NotFound("trailing slash of a list", "GET", "/v1/queues/"),
        NotFound("path in the wrong case", "GET", "/v1/Jobs"),
        NotFound("version in the wrong case", "GET", "/V1/jobs"),
        NotFound("double slash", "GET", "//v1/jobs"),
        NotFound("double slash inside", "GET", "/v1//jobs"),
        NotFound("unknown path", "GET", "/v1/nothing"),
        NotFound("unknown version", "GET", "/v2/jobs"),
        NotFound("only the version", "GET", "/v1"),
        NotFound("outside the API", "GET", "/favicon.ico"),
        NotFound("unknown path by PUT", "PUT", "/v1/nothing"),
        NotFound("a node by its name", "GET", "/v1/nodes/n1"),
    ];

    private static IEnumerable<BadRequest> Methods =>
    [
        WrongMethod("PUT", "/v1/jobs", "GET, HEAD, POST"),
        WrongMethod("DELETE", "/v1/jobs", "GET, HEAD, POST"),
        WrongMethod("OPTIONS", "/v1/jobs", "GET, HEAD, POST"),
        WrongMethod("GET", "/v1/jobs:batch", "POST"),
        WrongMethod("GET", "/v1/jobs:cancel", "POST"),
        WrongMethod("PUT", "/v1/jobs/{waiting}", "GET, HEAD, PATCH"),
        WrongMethod("POST", "/v1/jobs/{waiting}", "GET, HEAD, PATCH"),
        WrongMethod("DELETE", "/v1/jobs/" + Unknown, "GET, HEAD, PATCH"),
        WrongMethod("POST", "/v1/jobs/{waiting}/status", "GET, HEAD"),
        WrongMethod("POST", "/v1/jobs/{waiting}/events", "GET, HEAD"),
        WrongMethod("POST", "/v1/jobs/{waiting}/attempts/1/log", "GET, HEAD"),
        WrongMethod("GET", "/v1/jobs/{waiting}:cancel", "POST"),
        WrongMethod("DELETE", "/v1/jobs/{waiting}:run", "POST"),
        WrongMethod("PATCH", "/v1/jobs/{waiting}:retry", "POST"),
        WrongMethod("POST", "/v1/dead-letters", "GET, HEAD"),
        WrongMethod("POST", "/v1/dead-letters/groups", "GET, HEAD"),
        WrongMethod("GET", "/v1/dead-letters:replay", "POST"),
        WrongMethod("POST", "/v1/queues", "GET, HEAD"),
        WrongMethod("GET", "/v1/queues/default:pause", "POST"),
        WrongMethod("POST", "/v1/stats", "GET, HEAD"),
        WrongMethod("POST", "/healthz", "GET, HEAD"),
        WrongMethod("DELETE", "/readyz", "GET, HEAD"),
        WrongMethod("PUT", "/openapi/v1.json", "GET, HEAD"),
        WrongMethod("BREW", "/v1/jobs", "GET, HEAD, POST"),
    ];

    private static IEnumerable<BadRequest> Media =>
    [
        Typed("no content type", null),
        Typed("text", "text/plain"),
        Typed("form", "application/x-www-form-urlencoded"),
        Typed("multipart", "multipart/form-data; boundary=x"),
        Typed("XML", "application/xml"),
        Typed("JSON as text", "text/json"),
        Typed("newline-delimited JSON", "application/x-ndjson"),
        Typed("JSON in UTF-16", "application/json; charset=utf-16"),
        Typed("JSON in Latin-1", "application/json; charset=\"iso-8859-1\""),
        Typed("unreadable content type", "json"),
        Typed("two content types", "application/json, text/plain"),
        Typed("any content type", "*/*"),
        Typed("compressed", "application/json") with { Headers = ["Content-Encoding: gzip"] },
        Typed("wrong type of a batch", "text/plain") with { Target = "/v1/jobs:batch" },
        Typed("wrong type of a move", "text/plain") with { Target = "/v1/jobs/{waiting}", Method = "PATCH" },
        Typed("wrong type of a bulk", "text/plain") with { Target = "/v1/dead-letters:replay" },
        Typed("wrong type of an action", "text/plain") with { Target = "/v1/jobs/{waiting}:cancel" },
        Typed("wrong type of a pause, chunked", "text/plain") with { Target = "/v1/queues/default:pause", Chunked = true },
    ];

    private static IEnumerable<BadRequest> Sizes =>
    [
        TooLarge("body over 1 MiB", "/v1/jobs", MaxBody + 1),
        TooLarge("chunked body over 1 MiB", "/v1/jobs", MaxBody + 1) with { Chunked = true },
        TooLarge("body of 31 MiB", "/v1/jobs", 31 * MaxBody),
        TooLarge("blanks over 1 MiB", "/v1/jobs", 0) with { Body = Encoding.ASCII.GetBytes(Good + new string(' ', MaxBody)) },
        TooLarge("move over 1 MiB", "/v1/jobs/{waiting}", MaxBody + 1) with { Method = "PATCH" },
        TooLarge("bulk over 1 MiB", "/v1/dead-letters:discard", MaxBody + 1),
        TooLarge("action over 1 MiB", "/v1/jobs/{waiting}:cancel", MaxBody + 1),
        TooLarge("batch over 16 MiB", "/v1/jobs:batch", (16 * MaxBody) + 1),
        TooLarge("payload over 256 KiB", "/v1/jobs", 0) with { Body = Encoding.ASCII.GetBytes(Payload(MaxPayload + 1)) },
        TooLarge("payload over 256 KiB in a batch", "/v1/jobs:batch", 0) with
        {
            Body = Encoding.ASCII.GetBytes($$"""{"jobs":[{{Good}},{{Payload(MaxPayload + 1)}}]}"""),
        },
        Field("a text of 900 KB", $"\"idempotency_key\":\"{Repeat("k", 900_000)}\"", 422, "idempotency_key"),
        Field("a name of 900 KB", $"\"{Repeat("n", 900_000)}\":1", 400, Repeat("n", 256) + "..."),
    ];

    private static IEnumerable<BadRequest> Headers =>
    [
        Field("header and field differ", "\"idempotency_key\":\"a\"", 422, "idempotency_key") with { Headers = ["Idempotency-Key: b"] },
        Submit("two headers", Good, 400, "Idempotency-Key") with { Headers = ["Idempotency-Key: a", "Idempotency-Key: b"] },
        Submit("header empty", Good, 422, "idempotency_key") with { Headers = ["Idempotency-Key: "] },
        Submit("header of 257", Good, 422, "idempotency_key") with { Headers = ["Idempotency-Key: " + Repeat("k", 257)] },
        Batch("two headers of a batch", $$"""{"jobs":[{{Good}}]}""", 400, "Idempotency-Key") with
        {
            Headers = ["Idempotency-Key: a", "Idempotency-Key: b"],
        },
        Submit("broken chunk", "", 400, "body") with { Headers = ["Transfer-Encoding: chunked"], Body = null },
    ];

    private static BadRequest Batch(string name, string body, int status, string errorPath) =>
        Json(name, "/v1/jobs:batch", body, status, errorPath);

    private static BadRequest Bulk(string name, string body, int status, string errorPath) =>
        Json(name, "/v1/dead-letters:replay", body, status, errorPath);

    private static BadRequest Move(string name, string body, int status, string errorPath) =>
        Json(name, "/v1/jobs/{waiting}", body, status, errorPath, "PATCH");

    private static BadRequest Typed(string name, string? contentType) =>
        new("content type: " + name, "POST", "/v1/jobs", 415, "unsupported-media-type")
        {
            Body = Encoding.ASCII.GetBytes(Good),
            ContentType = contentType,
        };

    private static BadRequest TooLarge(string name, string target, int length) =>
        new(name, "POST", target, 413, "too-large") { Body = new byte[length], ContentType = "application/json" };

    private static string Payload(int length) => $$"""{"job_type":"echo","payload":"{{Repeat("p", length - 2)}}"}""";
}
