namespace JobScheduler.Tests.Client;

/// <summary>The examples of the HTTP API's contract.</summary>
internal static class Shapes
{
    public const string JobId = "07c1-01kb3z5m8q4t7x";

    public const string Job = """
        { "job_id": "07c1-01kb3z5m8q4t7x", "job_type": "http", "queue": "default", "priority": 0, "state": "scheduled", "waiting_reason": "retry_delay",
          "attempt": 1, "attempts_used": 1, "max_attempts": 5, "fencing_token": 1041, "run_at": "2026-12-01T10:00:01.000Z", "submitted_at": "2026-12-01T09:59:59.120Z",
          "started_at": "2026-12-01T10:00:00.002Z", "finished_at": null, "cancel_requested_at": null, "progress_percent": null, "message": null,
          "payload": { "url": "http://127.0.0.1:9000/hook", "n": 1.50e2 }, "result": null, "error": { "code": "http_status_503", "message": "503 Service Unavailable", "detail": null },
          "timeout_ms": null, "expires_at": null, "retry": { "kind": "exponential", "initial_ms": 1000, "factor": 2.0, "max_ms": 300000, "jitter": 0.2, "delays_ms": null },
          "idempotency_key": "order-17", "concurrency_key": null, "tags": ["demo"], "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "schedule_id": null, "nominal_at": null,
          "attempts": [ { "attempt": 1, "fencing_token": 1041, "node": "n1", "started_at": "2026-12-01T10:00:00.002Z", "ended_at": "2026-12-01T10:00:00.051Z",
                          "outcome": "retry", "error": { "code": "http_status_503", "message": "503 Service Unavailable", "detail": null } } ],
          "a_member_of_the_future": { "deep": [1] } }
        """;

    public const string Stats = """
        { "at": "2026-12-01T10:00:00.000Z", "by_state": { "scheduled": 10, "queued": 0, "running": 3, "completed": 91, "failed": 1, "cancelled": 0 }, "by_job_type": { "http": { "waiting": 10, "running": 3, "completed": 91, "failed": 1, "cancelled": 0 } },
          "by_queue": { "default": { "scheduled": 10, "queued": 0 } }, "per_second": { "window_s": 60, "submitted": 4.2, "started": 4.1, "finished": 4.1 }, "lateness_ms": { "window_s": 900, "count": 3690, "p50": 1.4, "p95": 3.0, "p99": 4.8, "max": 9.7 }, "disk_free_bytes": 52613349376 }
        """;

    public const string Queue = """
        { "name": "default", "paused": true, "note": "migration", "paused_by": "ana", "paused_at": "2026-12-01T08:00:00.000Z", "scheduled": 10, "queued": 2, "running": 3, "failed": 1, "oldest_queued_ms": 17 }
        """;

    public static string JobIn(string state) => Job.Replace("\"state\": \"scheduled\", \"waiting_reason\": \"retry_delay\"", $"\"state\": \"{state}\", \"waiting_reason\": null");

    public static string Status(string state) =>
        $$"""{ "job_id": "{{JobId}}", "state": "{{state}}", "progress_percent": 40, "message": "page 2 of 5", "updated_at": "2026-12-01T10:00:00.731Z" }""";

    public static string StateEvent(string id, string state, string? errorCode = null) =>
        $"event: state\nid: {id}\ndata: {{\"job_id\":\"{JobId}\",\"job_type\":\"http\",\"queue\":\"default\",\"state\":\"{state}\",\"waiting_reason\":null,\"attempt\":1,\"fencing_token\":1041,\"error_code\":{(errorCode is null ? "null" : $"\"{errorCode}\"")},\"at\":\"2026-12-01T10:00:00.002Z\"}}\n\n";

    public static string ProgressEvent(string id, int percent) =>
        $"event: progress\nid: {id}\ndata: {{\"job_id\":\"{JobId}\",\"attempt\":1,\"progress_percent\":{percent},\"message\":\"page 2 of 5\",\"at\":\"2026-12-01T10:00:00.731Z\"}}\n\n";

    public static string Problem(int status, string type, string more = "") =>
        $$"""{ "type": "urn:jobscheduler:problem:{{type}}", "title": "A title", "status": {{status}}, "detail": "The detail.", "instance": "/v1/jobs", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"{{(more.Length == 0 ? "" : ", " + more)}} }""";
}
