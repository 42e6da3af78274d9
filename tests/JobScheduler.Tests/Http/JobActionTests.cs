using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Reading, changing and listing jobs, and what stands around them.</summary>
public sealed class JobActionTests(FakeHttpTarget target) : IClassFixture<FakeHttpTarget>
{
    [Fact]
    public async Task Get_RunningJob_HasEveryFieldInTheContractsOrder()
    {
        var jobId = await SubmitAsync();
        target.Scheduler.Change(jobId, SampleJobs.Failed);

        var job = (await GetAsync($"/v1/jobs/{jobId}")).Json();

        string[] expected =
        [
            "job_id", "job_type", "queue", "priority", "state", "waiting_reason", "attempt", "attempts_used", "max_attempts", "fencing_token",
            "run_at", "submitted_at", "started_at", "finished_at", "cancel_requested_at", "progress_percent", "message", "payload", "result",
            "error", "timeout_ms", "expires_at", "retry", "idempotency_key", "concurrency_key", "tags", "trace_id", "schedule_id", "nominal_at",
            "attempts",
        ];
        Assert.Equal(expected, job.Select(member => member.Key));
        Assert.Equal(
            """{"attempt":1,"fencing_token":1041,"node":"n1","started_at":"2026-12-01T10:00:00.002Z","ended_at":"2026-12-01T10:00:00.051Z","""
            + """ "outcome":"timed_out","error":{"code":"c","message":"m","detail":null}}""".TrimStart(),
            job["attempts"]![0]!.ToJsonString());
        Assert.Equal("40", job["progress_percent"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_Answer_MustNotBeStored()
    {
        string[] paths = [$"/v1/jobs/{target.WaitingJob}", "/v1/jobs", "/v1/queues", "/v1/stats", "/healthz", "/readyz", "/openapi/v1.json"];
        foreach (var path in paths)
            Assert.Equal("no-store", (await GetAsync(path)).Header("Cache-Control"));
    }

    [Fact]
    public async Task Head_OfAGet_HasItsHeadersAndNoBody()
    {
        foreach (var path in new[] { $"/v1/jobs/{target.WaitingJob}", "/v1/jobs", "/healthz", $"/v1/jobs/{target.WaitingJob}/events" })
        {
            var answer = await RawHttp.SendAsync(target.Address, "HEAD", path);

            Assert.Equal(200, answer.Status);
            Assert.Empty(answer.Body);
            Assert.NotNull(answer.Header("Content-Type"));
        }
    }

    [Fact]
    public async Task Status_Job_IsTheShortForm()
    {
        var jobId = await SubmitAsync();
        target.Scheduler.Change(jobId, job => job with { State = JobState.Running, ProgressPercent = 12.5, Message = "page 2 of 5" });

        var status = (await GetAsync($"/v1/jobs/{jobId}/status")).Json();

        Assert.Equal(["job_id", "state", "progress_percent", "message", "updated_at"], status.Select(member => member.Key));
        Assert.Equal("running", (string?)status["state"]);
        Assert.Equal("12.5", status["progress_percent"]!.ToJsonString());
    }

    [Fact]
    public async Task Move_WaitingJob_Answers200()
    {
        var jobId = await SubmitAsync();

        var answer = await SendAsync("PATCH", $"/v1/jobs/{jobId}", """{"run_at":"2030-01-01T00:00:00Z","priority":9,"delay_ms":null}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("2030-01-01T00:00:00.000Z", (string?)answer.Json()["run_at"]);
        Assert.Equal(9, (int?)answer.Json()["priority"]);
    }

    [Theory]
    [InlineData("cancel", null, null)]
    [InlineData("cancel", "{}", "application/json")]
    [InlineData("cancel", "", "application/x-www-form-urlencoded")]
    [InlineData("run", null, "text/plain")]
    [InlineData("run", " { } ", "application/json")]
    public async Task Action_WithOrWithoutBody_Answers202WithTheJob(string verb, string? body, string? contentType)
    {
        var jobId = await SubmitAsync();

        var answer = await RawHttp.SendAsync(
            target.Address, "POST", $"/v1/jobs/{jobId}:{verb}", body is null ? null : Encoding.UTF8.GetBytes(body), contentType);

        Assert.Equal(202, answer.Status);
        Assert.Equal(jobId, (string?)answer.Json()["job_id"]);
    }

    [Fact]
    public async Task Action_ChunkedWithoutAByte_IsOneWithoutBody()
    {
        var answer = await RawHttp.SendAsync(target.Address, "POST", $"/v1/jobs/{await SubmitAsync()}:cancel", [], null, chunked: true);

        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task Retry_CompletedJob_Answers409WithItsState()
    {
        var jobId = await SubmitAsync();
        target.Scheduler.Change(jobId, job => job with { State = JobState.Completed });

        var answer = await SendAsync("POST", $"/v1/jobs/{jobId}:retry", null);

        Assert.Equal(409, answer.Status);
        Assert.Equal("completed", (string?)answer.Json()["state"]);
    }

    [Fact]
    public async Task List_EveryFilter_ReachesTheScheduler()
    {
        await GetAsync(
            "/v1/jobs?state=failed&state=cancelled&job_type=a&job_type=b&queue=q&tag=x%20y&tag=z+1&schedule_id=s"
            + "&idempotency_key=%C3%BC&concurrency_key=k"
            + "&from=2026-12-01T10:00:00%2B02:00&to=2026-12-02T00:00:00.0001Z&order=due&limit=7");

        var query = target.Scheduler.Queries.Single(query => query.Limit == 7);
        Assert.Equal([JobState.Failed, JobState.Cancelled], query.Filter.States);
        Assert.Equal(["a", "b"], query.Filter.JobTypes);
        Assert.Equal(["q"], query.Filter.Queues);
        Assert.Equal(["x y", "z 1"], query.Filter.Tags);
        Assert.Equal(["s"], query.Filter.ScheduleIds);
        Assert.Equal(["ü"], query.Filter.IdempotencyKeys);
        Assert.Equal(["k"], query.Filter.ConcurrencyKeys);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero), query.Filter.From);
        Assert.Equal(new DateTimeOffset(2026, 12, 2, 0, 0, 0, 1, TimeSpan.Zero), query.Filter.To);
        Assert.Equal(JobOrder.Due, query.Order);
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachItemOnceWithoutPayload()
    {
        for (var i = 0; i < 5; i++)
            await SubmitAsync("""{"job_type":"echo","payload":1,"tags":["paged"]}""");
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync("/v1/jobs?tag=paged&limit=2" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).Json();
            foreach (var item in page["items"]!.AsArray())
            {
                seen.Add((string)item!["job_id"]!);
                Assert.Empty(item.AsObject().Select(member => member.Key).Intersect(["payload", "result", "retry", "attempts"]));
            }

            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task List_CursorOfAnotherFilter_IsMalformed()
    {
        for (var i = 0; i < 2; i++)
            await SubmitAsync();
        var cursor = (string)(await GetAsync("/v1/jobs?limit=1")).Json()["next_cursor"]!;

        var answer = await GetAsync("/v1/jobs?limit=1&state=failed&cursor=" + Uri.EscapeDataString(cursor));

        Assert.Equal(400, answer.Status);
        Assert.NotNull(answer.Json()["errors"]!["cursor"]);
    }

    [Fact]
    public async Task DeadLetters_Failed_HaveFingerprints()
    {
        var jobId = await SubmitAsync();
        target.Scheduler.Change(jobId, job => SampleJobs.Failed(job) with { Error = new("odd", "m") });

        var page = (await GetAsync("/v1/dead-letters?error_code=odd")).Json();

        var item = Assert.Single(page["items"]!.AsArray());
        Assert.Equal(jobId, (string?)item!["job_id"]);
        Assert.Equal("9f2c61d0", (string?)item["fingerprint"]);
        Assert.Equal(JobOrder.NewestFailure, target.Scheduler.Queries.Last(query => query.Filter.ErrorCodes.Contains("odd")).Order);
    }

    [Fact]
    public async Task Bulk_FilterOfEverything_ReachesTheScheduler()
    {
        var answer = await SendAsync(
            "POST",
            "/v1/dead-letters:discard",
            """{"filter":{"job_type":["http"],"error_code":["e"],"queue":["q"],"tag":null},"limit":5,"dry_run":true,"reason":"bulk-1"}""");

        var (action, request) = target.Scheduler.Bulks.Single(bulk => bulk.Request.Reason == "bulk-1");
        Assert.Equal(202, answer.Status);
        Assert.Equal(["matched", "matched_is_exact", "changed", "skipped", "more", "dry_run"], answer.Json().Select(member => member.Key));
        Assert.Equal(BulkAction.Discard, action);
        Assert.Equal((5, true), (request.Limit, request.DryRun));
        Assert.Equal("http", Assert.Single(request.Filter!.JobTypes));
        Assert.Equal("e", Assert.Single(request.Filter.ErrorCodes));
        Assert.Equal("q", Assert.Single(request.Filter.Queues));
    }

    [Fact]
    public async Task Bulk_Ids_ReachesTheScheduler()
    {
        var jobId = await SubmitAsync();
        target.Scheduler.Change(jobId, SampleJobs.Failed);

        var answer = await SendAsync("POST", "/v1/dead-letters:replay", $$"""{"ids":["{{jobId}}","odd id"],"filter":null}""");

        Assert.Equal("""{"matched":1,"matched_is_exact":true,"changed":1,"skipped":1,"more":false,"dry_run":false}""", answer.Body);
    }

    [Theory]
    [InlineData("cancel", BulkAction.Cancel)]
    [InlineData("retry", BulkAction.Retry)]
    [InlineData("run", BulkAction.Run)]
    public async Task Bulk_OfJobs_ReachesTheScheduler(string verb, BulkAction expected)
    {
        var answer = await SendAsync(
            "POST", $"/v1/jobs:{verb}", $$"""{"filter":{"queue":["nobody"],"state":["scheduled","failed"]},"reason":"all-{{verb}}"}""");

        var (action, request) = target.Scheduler.Bulks.Single(bulk => bulk.Request.Reason == $"all-{verb}");
        Assert.Equal("""{"matched":0,"matched_is_exact":true,"changed":0,"skipped":0,"more":false,"dry_run":false}""", answer.Body);
        Assert.Equal((202, expected, 1000), (answer.Status, action, request.Limit));
        Assert.Equal([JobState.Scheduled, JobState.Failed], request.Filter!.States);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a.b~c-d_e")]
    public async Task Queue_PauseAndResume_AnswersTheQueue(string name)
    {
        var paused = await SendAsync("POST", $"/v1/queues/{name}:pause", """{"note":"migration","by":"ana"}""");
        var listed = (await GetAsync("/v1/queues?limit=500")).Json()["items"]!.AsArray().Single(queue => (string?)queue!["name"] == name)!;
        var resumed = await SendAsync("POST", $"/v1/queues/{name}:resume", null);

        Assert.Equal(202, paused.Status);
        Assert.True((bool)listed["paused"]!);
        Assert.Equal("migration", (string?)listed["note"]);
        Assert.Equal("ana", (string?)listed["paused_by"]);
        Assert.Equal(202, resumed.Status);
        Assert.False((bool)resumed.Json()["paused"]!);
    }

    [Fact]
    public async Task Stats_Answer_IsTheContractsShape()
    {
        const string Expected =
            """{"at":"2026-12-01T10:00:00.000Z","by_state":{"scheduled":10,"queued":0,"running":3,"completed":91,"failed":1,"cancelled":0},"""
            + """ "by_job_type":{"http":{"waiting":10,"running":3,"completed":91,"failed":1,"cancelled":0}},"""
            + """ "by_queue":{"default":{"scheduled":10,"queued":0,"running":3,"completed":91,"failed":1,"cancelled":0}},"""
            + """ "per_second":{"window_s":60,"submitted":4.2,"started":4.1,"finished":4},"""
            + """ "lateness_ms":{"window_s":900,"count":3690,"p50":1.4,"p95":3,"p99":4.8,"max":9.7},"disk_free_bytes":52613349376}""";

        var answer = await GetAsync("/v1/stats");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), answer.Json()), answer.Body);
    }

    [Fact]
    public async Task Health_Serving_SaysOk() => Assert.Equal("""{"status":"ok"}""", (await GetAsync("/healthz")).Body);

    private Task<string> SubmitAsync() => SubmitAsync("""{"job_type":"echo","delay_ms":100000000}""");

    private async Task<string> SubmitAsync(string body) => (string)(await SendAsync("POST", "/v1/jobs", body)).Json()["job_id"]!;

    private Task<RawAnswer> GetAsync(string path) => RawHttp.SendAsync(target.Address, "GET", path);

    private Task<RawAnswer> SendAsync(string method, string path, string? body) =>
        RawHttp.SendAsync(target.Address, method, path, body is null ? null : Encoding.UTF8.GetBytes(body), body is null ? null : "application/json");
}
