using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientReadTests : IDisposable
{
    private readonly StubScheduler _stub = new();

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task GetAsync_WholeJob_ReadsEveryMember()
    {
        var job = await _stub.Answers(200, Shapes.Job).Client().GetAsync(Shapes.JobId);
        Assert.NotNull(job);
        Assert.Equal((JobState.Scheduled, WaitingReason.RetryDelay), (job.State, job.WaitingReason));
        Assert.Equal((1, 1, 5, 1041L), (job.Attempt, job.AttemptsUsed, job.MaxAttempts, job.FencingToken));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 10, 0, 1, TimeSpan.Zero), job.RunAt);
        Assert.Equal(TimeSpan.Zero, job.RunAt.Offset);
        Assert.Equal("""{ "url": "http://127.0.0.1:9000/hook", "n": 1.50e2 }""", job.Payload!.ToString());
        Assert.Null(job.Result);
        Assert.Equal(new JobError("http_status_503", "503 Service Unavailable"), job.Error);
        Assert.Equal(RetryPolicy.Default, job.Retry);
        Assert.Equal(["demo"], job.Tags);
        Assert.Equal(("order-17", "4bf92f3577b34da6a3ce929d0e0e4736"), (job.IdempotencyKey, job.TraceId));
        var attempt = Assert.Single(job.Attempts);
        Assert.Equal((1, 1041L, "n1", AttemptOutcome.Retry), (attempt.Attempt, attempt.FencingToken, attempt.Node, attempt.Outcome));
        Assert.False(job.IsTerminal);
    }

    [Fact]
    public async Task GetStatusAsync_ShortForm_IsRead()
    {
        var status = await _stub.Answers(200, Shapes.Status("running")).Client().GetStatusAsync(Shapes.JobId);
        Assert.Equal(
            new JobStatusSnapshot(Shapes.JobId, JobState.Running, 40, "page 2 of 5", new DateTimeOffset(2026, 12, 1, 10, 0, 0, 731, TimeSpan.Zero)), status);
    }

    [Fact]
    public async Task ListAsync_EveryFilter_BecomesItsParameter()
    {
        _stub.Answers(200, $$"""{ "items": [ {{Shapes.Job}} ], "next_cursor": "b2xkZXI" }""");
        var page = await _stub.Client().ListAsync(new JobQuery
        {
            Filter = new JobFilter
            {
                States = [JobState.Failed, JobState.Cancelled],
                JobTypes = ["a/b"],
                Queues = ["q"],
                Tags = ["x&y", "é"],
                ScheduleIds = ["s"],
                IdempotencyKeys = ["i k"],
                ConcurrencyKeys = ["c"],
                From = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            },
            Order = JobOrder.Due,
            Limit = 10,
            Cursor = "abc",
        });
        Assert.Equal(
            "/v1/jobs?state=failed&state=cancelled&job_type=a%2Fb&queue=q&tag=x%26y&tag=%C3%A9&schedule_id=s&idempotency_key=i%20k"
            + "&concurrency_key=c&from=2026-12-01T00%3A00%3A00.0000000Z&order=due&limit=10&cursor=abc",
            _stub.Requests[0].PathAndQuery);
        Assert.Equal(Shapes.JobId, Assert.Single(page.Items).JobId);
        Assert.Equal("b2xkZXI", page.NextCursor);
    }

    [Theory]
    [InlineData]
    [InlineData(JobState.Failed)]
    public async Task ListAsync_NewestFailures_AreTheDeadLettersAndNameNoState(params JobState[] states)
    {
        _stub.Answers(200, """{ "items": [], "next_cursor": null }""");
        var query = new JobQuery { Order = JobOrder.NewestFailure, Filter = new JobFilter { States = states, ErrorCodes = ["lost"] } };
        Assert.Null((await _stub.Client().ListAsync(query)).NextCursor);
        Assert.Equal("/v1/dead-letters?error_code=lost&limit=50", _stub.Requests[0].PathAndQuery);
    }

    [Fact]
    public async Task ListAsync_NewestFailuresInOtherStates_ThrowsAndSendsNothing()
    {
        var query = new JobQuery { Order = JobOrder.NewestFailure, Filter = new JobFilter { States = [JobState.Failed, JobState.Running] } };
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => _stub.Client().ListAsync(query));
        Assert.Equal("query", refused.ParamName);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task ListAsync_OrderWithoutAList_Throws() =>
        await Assert.ThrowsAsync<JobValidationException>(() => _stub.Client().ListAsync(new JobQuery { Order = JobOrder.Oldest }));

    [Fact]
    public async Task MoveAsync_TimeAndPriority_AreSent()
    {
        var job = await _stub.Answers(200, Shapes.Job).Client().MoveAsync(Shapes.JobId, new JobMove { Delay = TimeSpan.FromTicks(15_000), Priority = 9 });
        Assert.Equal(("PATCH", $"/v1/jobs/{Shapes.JobId}"), (_stub.Requests[0].Method, _stub.Requests[0].PathAndQuery));
        Assert.Equal("""{"delay_ms":2,"priority":9}""", _stub.Requests[0].Body);
        Assert.Equal(Shapes.JobId, job.JobId);
    }

    [Fact]
    public async Task Actions_OnOneJob_PostTheirVerb()
    {
        var client = _stub.Answers(202, Shapes.Job).Answers(202, Shapes.Job).Answers(202, Shapes.Job).Client();
        await client.CancelAsync(Shapes.JobId);
        await client.RunNowAsync(Shapes.JobId);
        await client.RetryAsync(Shapes.JobId);
        Assert.Equal(
            [$"/v1/jobs/{Shapes.JobId}:cancel", $"/v1/jobs/{Shapes.JobId}:run", $"/v1/jobs/{Shapes.JobId}:retry"],
            _stub.Requests.Select(r => r.PathAndQuery));
        Assert.All(_stub.Requests, r => Assert.Equal(("POST", ""), (r.Method, r.Body)));
    }

    [Fact]
    public async Task Queues_ListPauseResume_AreCalled()
    {
        var client = _stub.Answers(200, $$"""{ "items": [ {{Shapes.Queue}} ], "next_cursor": null }""").Answers(202, Shapes.Queue).Answers(202, Shapes.Queue).Client();
        var queue = Assert.Single((await client.ListQueuesAsync(10, "c")).Items);
        Assert.Equal(("default", true, "migration", "ana", 17L), (queue.Name, queue.Paused, queue.Note, queue.PausedBy, queue.OldestQueuedMs));
        await client.PauseQueueAsync("mail", "migration", "ana");
        await client.ResumeQueueAsync("mail");
        Assert.Equal(["/v1/queues?limit=10&cursor=c", "/v1/queues/mail:pause", "/v1/queues/mail:resume"], _stub.Requests.Select(r => r.PathAndQuery));
        Assert.Equal("""{"note":"migration","by":"ana"}""", _stub.Requests[1].Body);
    }

    [Fact]
    public async Task GetStatsAsync_Counts_AreRead()
    {
        var stats = await _stub.Answers(200, Shapes.Stats).Client().GetStatsAsync();
        Assert.Equal(new StateCounts(10, 0, 3, 91, 1, 0), stats.ByState);
        Assert.Equal(10, stats.ByJobType["http"].Scheduled);
        Assert.Equal(10, stats.ByQueue["default"].Scheduled);
        Assert.Equal(new RateSnapshot(TimeSpan.FromMinutes(1), 4.2, 4.1, 4.1), stats.PerSecond);
        Assert.Equal(new LatenessSnapshot(TimeSpan.FromMinutes(15), 3690, 1.4, 3.0, 4.8, 9.7), stats.LatenessMs);
        Assert.Equal(52613349376, stats.DiskFreeBytes);
    }

    [Fact]
    public async Task BulkAsync_Filter_IsWrittenAsArrays()
    {
        _stub.Answers(202, """{ "matched": 0, "matched_is_exact": true, "changed": 0, "skipped": 0, "more": false, "dry_run": true }""");
        var filter = new JobFilter { JobTypes = ["http"], ErrorCodes = ["http_status_404"] };
        await _stub.Client().BulkAsync(BulkAction.Replay, new BulkRequest { Filter = filter, DryRun = true });
        Assert.Equal("""{"filter":{"job_type":["http"],"error_code":["http_status_404"]},"limit":1000,"dry_run":true}""", _stub.Requests[0].Body);
    }
}
