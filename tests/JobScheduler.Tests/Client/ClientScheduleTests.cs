using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientScheduleTests : IDisposable
{
    private const string Schedule = """
        { "id": "nightly", "cron": "30 2 * * *", "time_zone": "Europe/Berlin", "description": "At 02:30, Europe/Berlin", "job": { "job_type": "echo", "payload": {"n": 1.50}, "queue": "q", "priority": 1, "max_attempts": 5, "retry": { "kind": "exponential", "initial_ms": 1000, "factor": 2.0, "max_ms": 300000, "jitter": 0.2, "delays_ms": null }, "timeout_ms": 5, "expires_at": null, "concurrency_key": "k", "tags": ["a"] },
          "overlap": "queue_one", "misfire": "fire_all", "catch_up_window_ms": 604800000, "catch_up_limit": 1000, "jitter_ms": 0, "phase_ms": 0, "exclude": ["2026-12-24"], "start_at": null, "end_at": "2027-01-01T00:00:00.000Z", "max_runs": null, "runs": 128, "paused": true, "note": "migration",
          "paused_by": "ana", "paused_at": "2026-12-01T08:00:00.000Z", "next_run_at": null, "last_run_at": "2026-12-01T01:30:00.000Z", "created_at": "2026-07-01T09:00:00.000Z", "updated_at": "2026-12-01T08:00:00.000Z", "version": 3 }
        """;

    private static readonly ScheduleSubmission Nightly = new() { Id = "nightly", Cron = "30 2 * * *", Job = new() { JobType = "echo" } };
    private readonly StubScheduler _stub = new();

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task GetScheduleAsync_ContractsShape_IsRead()
    {
        var schedule = (await _stub.Answers(200, Schedule).Client().GetScheduleAsync("nightly"))!;
        Assert.Equal(("nightly", 128L, true, "ana", 3L), (schedule.Id, schedule.Runs, schedule.Paused, schedule.PausedBy, schedule.Version));
        Assert.Equal((OverlapPolicy.QueueOne, MisfirePolicy.FireAll, "2026-12-24"), (schedule.Definition.Overlap, schedule.Definition.Misfire, Assert.Single(schedule.Definition.Exclude)));
        Assert.Equal(("""{"n": 1.50}""", "k", 5L), (schedule.Definition.Job.Payload!.ToString(), schedule.Definition.Job.ConcurrencyKey, schedule.Definition.Job.TimeoutMs));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 1, 30, 0, TimeSpan.Zero), schedule.LastRunAt);
    }

    [Fact]
    public async Task GetScheduleAsync_UnknownOrImpossible_IsNull()
    {
        Assert.Null(await _stub.Problem(404, "not-found").Client().GetScheduleAsync("nightly"));
        Assert.Null(await _stub.Client().GetScheduleAsync("../jobs"));
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task PutScheduleAsync_Precondition_IsAHeader()
    {
        _stub.Answers(200, Schedule).Answers(201, Schedule);
        Assert.False((await _stub.Client().PutScheduleAsync(Nightly, SchedulePrecondition.HasVersion(3))).Created);
        Assert.True((await _stub.Client().PutScheduleAsync(Nightly, SchedulePrecondition.Absent)).Created);
        Assert.Equal(("PUT", "/v1/schedules/nightly", "\"3\""), (_stub.Requests[0].Method, _stub.Requests[0].PathAndQuery, _stub.Requests[0].Header("If-Match")));
        Assert.Equal("*", _stub.Requests[1].Header("If-None-Match"));
    }

    [Fact]
    public async Task CreateScheduleAsync_Refusals_AreTheExceptionsInProcess()
    {
        const string Error = "\"errors\": {\"exclude[0]\": [\"no date\"], \"exclude[1]\": [\"hour, position 2: expected a number\"], \"id\": [\"no\"]}, "
            + "\"cron_error\": {\"field\": \"hour\", \"position\": 2, \"expected\": \"a number\"}";
        var cron = await Assert.ThrowsAsync<CronException>(() => _stub.Problem(422, "validation-failed", Error).Client().CreateScheduleAsync(Nightly));
        Assert.Equal(("exclude[1]", "hour", 2, "a number", 3), (cron.Path, cron.Field, cron.Position, cron.Expected, cron.Errors.Count));
        await Assert.ThrowsAsync<JobValidationException>(() => _stub.Problem(422, "validation-failed").Client().CreateScheduleAsync(Nightly));
        await Assert.ThrowsAsync<ScheduleExistsException>(() => _stub.Problem(409, "already-exists").Client().CreateScheduleAsync(Nightly));
        await Assert.ThrowsAsync<PreconditionFailedException>(() => _stub.Problem(412, "precondition-failed").Client().PutScheduleAsync(Nightly));
        await Assert.ThrowsAsync<ScheduleNotFoundException>(() => _stub.Problem(404, "not-found").Client().PauseScheduleAsync("nightly"));
        await Assert.ThrowsAsync<ScheduleNotFoundException>(() => _stub.Client().ResumeScheduleAsync("a b"));
    }

    [Fact]
    public async Task CreateScheduleAsync_LostAnswer_IsRepeated()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Answers(201, Schedule);
        Assert.Equal("nightly", (await _stub.Client().CreateScheduleAsync(Nightly)).Id);
        Assert.Equal(2, _stub.Requests.Count);
    }

    [Fact]
    public async Task CreateScheduleAsync_ConflictAfterALostAnswer_IsUnknown()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Problem(409, "already-exists");
        Assert.IsType<ScheduleExistsException>(
            (await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stub.Client().CreateScheduleAsync(Nightly))).InnerException);
    }

    [Fact]
    public async Task PutScheduleAsync_OtherVersionAfterALostAnswer_IsUnknown()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Problem(412, "precondition-failed");
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stub.Client().PutScheduleAsync(Nightly, SchedulePrecondition.HasVersion(3)));
    }

    [Fact]
    public async Task DeleteScheduleAsync_NotFoundAfterALostAnswer_IsItsOwnDoing()
    {
        await _stub.Breaks(HttpRequestError.ResponseEnded).Problem(404, "not-found").Client().DeleteScheduleAsync("nightly");
        await Assert.ThrowsAsync<ScheduleNotFoundException>(() => _stub.Problem(404, "not-found").Client().DeleteScheduleAsync("nightly"));
        await _stub.Answers(204, "").Client().DeleteScheduleAsync("nightly");
    }

    [Fact]
    public async Task TriggerScheduleAsync_LostAnswer_IsNotRepeated()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stub.Client().TriggerScheduleAsync("nightly"));
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task TriggerScheduleAsync_RefusedForNow_IsRepeated()
    {
        _stub.Problem(503, "unavailable").Answers(202, Shapes.Job);
        Assert.Equal(Shapes.JobId, (await _stub.Client().TriggerScheduleAsync("nightly")).JobId);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task BackfillScheduleAsync_LostAnswer_IsRepeatedOnlyWhenItCounts(bool dryRun, int requests)
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Answers(202, """{"count":3,"excluded":1,"dry_run":true}""");
        var call = () => _stub.Client().BackfillScheduleAsync("nightly", new() { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddDays(1), DryRun = dryRun });
        if (dryRun)
            Assert.Equal(new ScheduleBackfillResult(3, 1, true), await call());
        else
            await Assert.ThrowsAsync<OutcomeUnknownException>(call);
        Assert.Equal(requests, _stub.Requests.Count);
    }

    [Fact]
    public async Task PauseScheduleAsync_LostAnswer_IsRepeated()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Answers(202, Schedule);
        Assert.True((await _stub.Client().PauseScheduleAsync("nightly", "migration", "ana")).Paused);
        Assert.Equal(("/v1/schedules/nightly:pause", """{"note":"migration","by":"ana"}"""), (_stub.Requests[1].PathAndQuery, _stub.Requests[1].Body));
    }

    [Fact]
    public async Task PreviewScheduleAsync_ContractsShape_IsRead()
    {
        _stub.Answers(200, """{ "description": "At 02:30, Europe/Berlin", "next": ["2027-03-28T01:00:00.000Z"], "next_local": ["2027-03-28T03:00:00.000+02:00"], "notes": ["n"] }""");
        var preview = await _stub.Client().PreviewScheduleAsync(new() { Cron = "30 2 * * *", Count = 1 });
        Assert.Equal((TimeSpan.FromHours(2), "n"), (Assert.Single(preview.NextLocal).Offset, Assert.Single(preview.Notes)));
        Assert.Equal(preview.Next[0], preview.NextLocal[0]);
    }
}
