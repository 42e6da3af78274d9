using System.Text;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Schedules over HTTP, without anything that fires.</summary>
public sealed class ScheduleTests(FakeHttpTarget target) : IClassFixture<FakeHttpTarget>
{
    private const string Definition = """{"cron":"30 2 * * *","job":{"job_type":"echo"}}""";

    [Fact]
    public async Task Create_Schedule_Answers201WithEveryFieldInTheContractsOrder()
    {
        var answer = await SendAsync("POST", "/v1/schedules", """{"id":"created","cron":"30 2 * * *","job":{"job_type":"echo","payload":{"n":1.50}}}""");

        Assert.Equal((201, "/v1/schedules/created", "\"1\""), (answer.Status, answer.Header("Location"), answer.Header("ETag")));
        string[] expected =
        [
            "id", "cron", "time_zone", "description", "job", "overlap", "misfire", "catch_up_window_ms", "catch_up_limit", "jitter_ms", "phase_ms",
            "exclude", "start_at", "end_at", "max_runs", "runs", "paused", "note", "paused_by", "paused_at", "next_run_at", "last_run_at",
            "created_at", "updated_at", "version", "active_jobs", "waiting",
        ];
        Assert.Equal(expected, answer.Json().Select(member => member.Key));
        Assert.Equal("""{"n":1.50}""", answer.Json()["job"]!["payload"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"job_type":"echo","payload":{"n":1.50},"retry":{"kind":"none"},"concurrency_key":"k","tags":["a"]}""")]
    [InlineData("""{"job_type":"echo","retry":{"kind":"explicit","delays_ms":[1,2]},"timeout_ms":5,"expires_at":"2199-01-01T00:00:00Z"}""")]
    [InlineData("""{"job_type":"echo","retry":{"kind":"fixed"},"queue":"q","priority":-3,"max_attempts":7}""")]
    public async Task Put_WhatWasShown_ChangesNothing(string job)
    {
        var path = $"/v1/schedules/shown-{job.Length}";
        var body = $$"""{"cron":"@every 90s","phase_ms":5,"job":{{job}},"exclude":["2026-12-24"],"jitter_ms":3,"max_runs":4,"start_at":"2026-01-01T00:00:00+01:00"}""";
        var first = await SendAsync("PUT", path, body);

        var again = await SendAsync("PUT", path, first.Body);

        Assert.Equal((201, 200, "\"1\""), (first.Status, again.Status, again.Header("ETag")));
        Assert.Equal(first.Body, again.Body);
    }

    [Theory]
    [InlineData("If-Match: *", 200)]
    [InlineData("If-Match: \"1\"", 200)]
    [InlineData("If-Match: \"7\", W/\"1\", \"1\"", 200)]
    [InlineData("If-None-Match: \"2\"", 200)]
    [InlineData("If-Match: W/\"1\"", 412)]
    [InlineData("If-Match: \"2\"", 412)]
    [InlineData("If-None-Match: *", 412)]
    [InlineData("If-None-Match: W/\"1\"", 412)]
    public async Task Put_UnderACondition_IsJudgedByTheVersion(string header, int status)
    {
        var path = $"/v1/schedules/cond-{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(header))}";
        Assert.Equal(201, (await SendAsync("PUT", path, Definition, "If-None-Match: *")).Status);

        Assert.Equal(status, (await SendAsync("PUT", path, Definition, header)).Status);
    }

    [Fact]
    public async Task Put_ChangedBetweenTheReadAndTheWrite_IsJudgedAgain()
    {
        await SendAsync("PUT", "/v1/schedules/raced", Definition);
        target.Scheduler.BeforePut = () =>
        {
            target.Scheduler.BeforePut = () => { };
            target.Scheduler.PauseScheduleAsync("raced").GetAwaiter().GetResult();
        };

        var answer = await SendAsync("PUT", "/v1/schedules/raced", """{"cron":"@hourly","job":{"job_type":"echo"}}""", "If-Match: *");

        Assert.Equal((200, "\"3\""), (answer.Status, answer.Header("ETag")));
        Assert.Equal([1L, 2L], target.Scheduler.Conditions[^2..].Select(condition => condition!.Version!.Value));
    }

    [Fact]
    public async Task Delete_ByVersion_Answers204WithoutContent()
    {
        await SendAsync("PUT", "/v1/schedules/gone", Definition);

        var answer = await SendAsync("DELETE", "/v1/schedules/gone", null, "If-Match: \"1\"");

        Assert.Equal((204, "", "no-store"), (answer.Status, answer.Body, answer.Header("Cache-Control")));
        Assert.Equal(404, (await SendAsync("GET", "/v1/schedules/gone")).Status);
    }

    [Fact]
    public async Task PauseAndResume_NoteAndName_AreShown()
    {
        await SendAsync("PUT", "/v1/schedules/paused", Definition);

        var paused = await SendAsync("POST", "/v1/schedules/paused:pause", """{"note":"migration","by":"ana"}""");
        var resumed = await SendAsync("POST", "/v1/schedules/paused:resume");

        Assert.Equal((202, "\"2\"", "migration", "ana"), (paused.Status, paused.Header("ETag"), (string?)paused.Json()["note"], (string?)paused.Json()["paused_by"]));
        Assert.Equal((202, "\"3\"", false), (resumed.Status, resumed.Header("ETag"), (bool?)resumed.Json()["paused"]));
    }

    [Fact]
    public async Task Trigger_WithATrace_AnswersTheJobOfThatTrace()
    {
        await SendAsync("PUT", "/v1/schedules/triggered", Definition);

        var answer = await SendAsync(
            "POST", "/v1/schedules/triggered:trigger", null, "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        Assert.Equal((202, "triggered"), (answer.Status, (string?)answer.Json()["schedule_id"]));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", (string?)answer.Json()["trace_id"]);
    }

    [Fact]
    public async Task Runs_Page_IsAsTheContractShows()
    {
        await SendAsync("PUT", "/v1/schedules/runs", Definition);
        target.Scheduler.Runs["runs"] = SampleSchedules.Runs;

        var page = (await SendAsync("GET", "/v1/schedules/runs/runs?limit=1")).Json();
        var next = (await SendAsync("GET", "/v1/schedules/runs/runs?cursor=" + Uri.EscapeDataString((string)page["next_cursor"]!))).Json();

        Assert.Equal(
            """{"decision":"fired","nominal_at":"2026-12-01T01:30:00.000Z","until":null,"count":1,"decided_at":"2026-12-01T01:30:00.003Z","reason":null,"job_id":"b00f-01kb3q0000aaaa","job_state":"completed"}""",
            page["items"]![0]!.ToJsonString());
        Assert.Equal(("missed", 3, "down"), ((string?)next["items"]![0]!["decision"], (int?)next["items"]![0]!["count"], (string?)next["items"]![0]!["reason"]));
        Assert.Null(next["next_cursor"]);
    }

    [Fact]
    public async Task Preview_Expression_IsAsTheContractShows()
    {
        var answer = await SendAsync(
            "POST", "/v1/schedules:preview", """{"cron":"30 2 * * *","time_zone":"Europe/Berlin","from":"2027-03-27T12:00:00Z","count":1}""");

        Assert.Equal(
            """{"description":"At 02:30, Europe/Berlin","next":["2027-03-28T01:00:00.000Z"],"next_local":["2027-03-28T03:00:00.000+02:00"],"notes":["02:30 does not exist on 2027-03-28; it fires at 03:00"]}""",
            answer.Body);
    }

    private Task<RawAnswer> SendAsync(string method, string path, string? body = null, params string[] headers) => RawHttp.SendAsync(
        target.Address, method, path, body is null ? null : Encoding.UTF8.GetBytes(body), body is null ? null : "application/json", headers);
}
