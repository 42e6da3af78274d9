using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>Real answers agree with the document: status, media type, headers, and every member of the body.</summary>
public sealed class OpenApiAnswerTests(OpenApiAnswerTests.Target target) : IClassFixture<OpenApiAnswerTests.Target>
{
    private const string Everything = """
        { "job_type": "a/b:c", "payload": [1.50], "queue": "q", "priority": 100, "delay_ms": 100000000, "max_attempts": 1000,
          "retry": { "kind": "exponential", "initial_ms": 1, "factor": 1.5, "max_ms": 2, "jitter": 0 }, "timeout_ms": 1,
          "expires_at": "2199-12-31T23:59:59.999Z", "concurrency_key": "k", "tags": ["t"] }
        """;

    private static readonly (string Operation, string Method, string Target, string? Body)[] Requests =
    [
        ("submitJob", "POST", "/v1/jobs", Everything),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":"echo","idempotency_key":"known"}"""),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":"echo","idempotency_key":"known","priority":1}"""),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":"echo","retry":{"kind":"fixed"}}"""),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":"echo","retry":{"kind":"none"}}"""),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":"echo","retry":{"kind":"explicit","delays_ms":[1]}}"""),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":1}"""),
        ("submitJob", "POST", "/v1/jobs", """{"job_type":""}"""),
        ("submitJobBatch", "POST", "/v1/jobs:batch", """{"jobs":[{"job_type":"echo"}]}"""),
        ("submitJobBatch", "POST", "/v1/jobs:batch", """{"jobs":[]}"""),
        ("getJob", "GET", "/v1/jobs/{waiting}", null),
        ("getJob", "GET", "/v1/jobs/{failed}", null),
        ("getJob", "GET", "/v1/jobs/unknown", null),
        ("getJobStatus", "GET", "/v1/jobs/{failed}/status", null),
        ("getJobStatus", "GET", "/v1/jobs/unknown/status", null),
        ("watchJob", "GET", "/v1/jobs/{failed}/events", null),
        ("watchJob", "GET", "/v1/jobs/unknown/events", null),
        ("getAttemptLog", "GET", "/v1/jobs/{failed}/attempts/1/log", null),
        ("getAttemptLog", "GET", "/v1/jobs/{failed}/attempts/2/log", null),
        ("listJobs", "GET", "/v1/jobs?limit=500", null),
        ("listJobs", "GET", "/v1/jobs?limit=1", null),
        ("listJobs", "GET", "/v1/jobs?limit=0", null),
        ("moveJob", "PATCH", "/v1/jobs/{waiting}", """{"priority":5}"""),
        ("moveJob", "PATCH", "/v1/jobs/{failed}", """{"priority":5}"""),
        ("cancelJob", "POST", "/v1/jobs/{cancelled}:cancel", null),
        ("cancelJob", "POST", "/v1/jobs/{failed}:cancel", "{}"),
        ("runJob", "POST", "/v1/jobs/{waiting}:run", null),
        ("retryJob", "POST", "/v1/jobs/{waiting}:retry", null),
        ("retryJob", "POST", "/v1/jobs/{cancelled}:retry", null),
        ("cancelJobs", "POST", "/v1/jobs:cancel", """{"filter":{},"dry_run":true}"""),
        ("cancelJobs", "POST", "/v1/jobs:cancel", "{}"),
        ("retryJobs", "POST", "/v1/jobs:retry", """{"ids":["x"]}"""),
        ("runJobs", "POST", "/v1/jobs:run", """{"ids":["x"],"limit":0}"""),
        ("runJobs", "POST", "/v1/jobs:run", """{"ids":["x"],"reason":null}"""),
        ("listDeadLetters", "GET", "/v1/dead-letters", null),
        ("listDeadLetterGroups", "GET", "/v1/dead-letters/groups", null),
        ("listDeadLetterGroups", "GET", "/v1/dead-letters/groups?limit=0", null),
        ("replayDeadLetters", "POST", "/v1/dead-letters:replay", """{"filter":{},"dry_run":true}"""),
        ("replayDeadLetters", "POST", "/v1/dead-letters:replay", "{}"),
        ("discardDeadLetters", "POST", "/v1/dead-letters:discard", """{"ids":["x"]}"""),
        ("createSchedule", "POST", "/v1/schedules", """{"id":"made","cron":"30 2 * * *","time_zone":"Europe/Berlin","job":{"job_type":"echo","payload":[1]},"exclude":["2026-12-24"],"start_at":"2026-01-01T00:00:00Z","max_runs":5,"paused":true,"note":"n"}"""),
        ("createSchedule", "POST", "/v1/schedules", """{"id":"known","cron":"@daily","job":{"job_type":"echo"}}"""),
        ("createSchedule", "POST", "/v1/schedules", """{"id":"x","cron":"61 * * * *","job":{"job_type":"echo"}}"""),
        ("createSchedule", "POST", "/v1/schedules", """{"id":"x"}"""),
        ("listSchedules", "GET", "/v1/schedules", null),
        ("listSchedules", "GET", "/v1/schedules?limit=501", null),
        ("getSchedule", "GET", "/v1/schedules/known", null),
        ("getSchedule", "GET", "/v1/schedules/unknown", null),
        ("putSchedule", "PUT", "/v1/schedules/known", """{"cron":"@daily","job":{"job_type":"echo","retry":{"kind":"fixed"}}}"""),
        ("putSchedule", "PUT", "/v1/schedules/put", """{"id":"put","cron":"@every 90s","phase_ms":5,"job":{"job_type":"echo"}}"""),
        ("putSchedule", "PUT", "/v1/schedules/known", """{"id":"other","cron":"@daily","job":{"job_type":"echo"}}"""),
        ("putSchedule", "PUT", "/v1/schedules/a%20b", """{"cron":"@daily","job":{"job_type":"echo"}}"""),
        ("pauseSchedule", "POST", "/v1/schedules/known:pause", """{"note":"n","by":"b"}"""),
        ("pauseSchedule", "POST", "/v1/schedules/unknown:pause", null),
        ("resumeSchedule", "POST", "/v1/schedules/known:resume", null),
        ("triggerSchedule", "POST", "/v1/schedules/known:trigger", null),
        ("triggerSchedule", "POST", "/v1/schedules/unknown:trigger", null),
        ("backfillSchedule", "POST", "/v1/schedules/known:backfill", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","dry_run":true}"""),
        ("backfillSchedule", "POST", "/v1/schedules/known:backfill", """{"from":"2026-01-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}"""),
        ("listScheduleRuns", "GET", "/v1/schedules/known/runs", null),
        ("listScheduleRuns", "GET", "/v1/schedules/unknown/runs", null),
        ("previewSchedule", "POST", "/v1/schedules:preview", """{"cron":"30 2 * * *","time_zone":"Europe/Berlin","from":"2027-03-27T12:00:00Z"}"""),
        ("previewSchedule", "POST", "/v1/schedules:preview", """{"cron":"0 0 30 2 *"}"""),
        ("deleteSchedule", "DELETE", "/v1/schedules/deletable", null),
        ("deleteSchedule", "DELETE", "/v1/schedules/unknown", null),
        ("pauseQueue", "POST", "/v1/queues/q:pause", """{"note":"n","by":"b"}"""),
        ("pauseQueue", "POST", "/v1/queues/%20:pause", null),
        ("listQueues", "GET", "/v1/queues", null),
        ("resumeQueue", "POST", "/v1/queues/q:resume", null),
        ("getStats", "GET", "/v1/stats", null),
        ("getStatsHistory", "GET", "/v1/stats/history", null),
        ("getStatsHistory", "GET", "/v1/stats/history?resolution=minute", null),
        ("getStatsHistory", "GET", "/v1/stats/history?resolution=hour", null),
        ("getServer", "GET", "/v1/server", null),
        ("listNodes", "GET", "/v1/nodes", null),
        ("listNodes", "GET", "/v1/nodes?limit=0", null),
        ("listPartitions", "GET", "/v1/partitions?limit=1", null),
        ("listPartitions", "GET", "/v1/partitions?limit=501", null),
        ("listJobTypes", "GET", "/v1/job-types", null),
        ("listJobTypes", "GET", "/v1/job-types?cursor=x", null),
        ("watchJobs", "GET", "/v1/events?state=failed", null),
        ("watchJobs", "GET", "/v1/events?state=lost", null),
        ("startBackup", "POST", "/v1/backups", "{}"),
        ("startBackup", "POST", "/v1/backups", null),
        ("getBackup", "GET", "/v1/backups/b1", null),
        ("getBackup", "GET", "/v1/backups/unknown", null),
        ("listBackups", "GET", "/v1/backups", null),
        ("listBackups", "GET", "/v1/backups?limit=0", null),
        ("getHealth", "GET", "/healthz", null),
        ("getHealth", "GET", "/healthz?x=1", null),
        ("getReadiness", "GET", "/readyz", null),
        ("getMetrics", "GET", "/metrics", null),
        ("getMetrics", "GET", "/metrics?x=1", null),
        ("getOpenApi", "GET", "/openapi/v1.json", null),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Requests.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Answer_OfEachOperation_IsAsDocumented(int row)
    {
        var (id, method, template, body) = Requests[row];
        var path = template.Replace("{waiting}", target.WaitingJob, StringComparison.Ordinal)
            .Replace("{cancelled}", target.CancelledJob, StringComparison.Ordinal).Replace("{failed}", target.FailedJob, StringComparison.Ordinal);

        var answer = await RawHttp.SendAsync(
            target.Address, method, path, body is null ? null : Encoding.UTF8.GetBytes(body), body is null ? null : "application/json");

        AssertDocumented(id, answer);
    }

    [Fact]
    public async Task Ready_NotReady_IsAsDocumented()
    {
        target.Health.Readiness = new("draining", "n1", "ok", 1, 16);

        AssertDocumented("getReadiness", await RawHttp.SendAsync(target.Address, "GET", "/readyz"));

        target.Health.Readiness = new("ready", "n1", "ok", 16, 16);
    }

    [Fact]
    public void Requests_Table_HasEveryOperation()
    {
        var documented = OpenApiDocumentTests.Document()["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(operation => (string)operation.Value!["operationId"]!);

        Assert.Equal(documented.Order(StringComparer.Ordinal), Requests.Select(request => request.Operation).Distinct().Order(StringComparer.Ordinal));
    }

    private static void AssertDocumented(string id, RawAnswer answer)
    {
        var document = OpenApiDocumentTests.Document();
        var check = new SchemaCheck(document);
        var operation = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Single(operation => (string?)operation.Value!["operationId"] == id).Value!;
        var documented = operation["responses"]![answer.Status.ToString(CultureInfo.InvariantCulture)];
        Assert.True(documented is not null, $"{id} answers {answer.Status}, which is not documented");
        var response = check.Resolve(documented);
        foreach (var (header, _) in response["headers"]?.AsObject() ?? [])
            Assert.NotNull(answer.Header(header));
        if (response["content"] is null)
        {
            Assert.Empty(answer.Body);
            return;
        }

        var (type, content) = Assert.Single(response["content"]!.AsObject());
        Assert.Equal(type, type == "text/plain" ? answer.Header("Content-Type")?.Split(';')[0] : answer.Header("Content-Type"));
        if (type is not ("text/event-stream" or "text/plain") && id != "getOpenApi")
            Assert.Empty(check.Check(content!["schema"]!, JsonNode.Parse(answer.Body)));
    }

    public sealed class Target : FakeHttpTarget
    {
        public string FailedJob { get; private set; } = "";

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            var result = await Scheduler.SubmitAsync(new JobSubmission { JobType = "echo", IdempotencyKey = "known" });
            FailedJob = (await Scheduler.SubmitAsync(new JobSubmission { JobType = "http" })).Job.JobId;
            Scheduler.Change(FailedJob, SampleJobs.Failed);
            Assert.True(result.Created);
            foreach (var id in new[] { "known", "deletable" })
                await Scheduler.CreateScheduleAsync(new() { Id = id, Cron = "@daily", Job = new() { JobType = "echo" } });
            Scheduler.Runs["known"] = SampleSchedules.Runs;
            Scheduler.Events.TryWrite(new() { Id = "a-1", Kind = SchedulerEventKind.Mark });
            Scheduler.Events.Complete();
        }
    }
}
