using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Submitting over HTTP: answers, headers, what reaches the scheduler.</summary>
public sealed class SubmitTests(FakeHttpTarget target) : IClassFixture<FakeHttpTarget>
{
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task Submit_OnlyJobType_AnswersWholeJobWithLocation()
    {
        var answer = await PostAsync("/v1/jobs", """{"job_type":"echo"}""");

        var job = answer.Json();
        Assert.Equal(202, answer.Status);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal($"/v1/jobs/{job["job_id"]}", answer.Header("Location"));
        Assert.Equal("default", (string?)job["queue"]);
        Assert.Null(job["payload"]);
        Assert.True(job.ContainsKey("payload"));
        Assert.Empty(job["attempts"]!.AsArray());
        Assert.Equal(
            """{"kind":"exponential","initial_ms":1000,"factor":2,"max_ms":300000,"jitter":0.2,"delays_ms":null}""", job["retry"]!.ToJsonString());
    }

    [Fact]
    public async Task Submit_EveryField_ReachesTheScheduler()
    {
        const string Body = """
            { "job_type": "mail/send:v2", "payload": {"to":"x"}, "queue": "q.1~a-b_c", "priority": -3, "delay_ms": null,
              "run_at": "2026-12-01T12:00:00.0004+02:00", "expires_at": "2027-01-01t00:00:00z", "max_attempts": 7, "timeout_ms": 30000,
              "retry": {"kind":"explicit","initial_ms":null,"delays_ms":[1,2]},
              "idempotency_key": "order/17 é", "concurrency_key": "🔑", "tags": ["demo","x"] }
            """;

        var answer = await PostAsync("/v1/jobs", Body);

        Assert.Equal(202, answer.Status);
        var sent = target.Scheduler.Submitted.Single(s => s.IdempotencyKey == "order/17 é");
        Assert.Equal("mail/send:v2", sent.JobType);
        Assert.Equal("""{"to":"x"}""", sent.Payload!.ToString());
        Assert.Equal("q.1~a-b_c", sent.Queue);
        Assert.Equal(-3, sent.Priority);
        Assert.Null(sent.Delay);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 10, 0, 0, 1, TimeSpan.Zero), sent.RunAt);
        Assert.Equal(7, sent.MaxAttempts);
        Assert.Equal(RetryPolicy.Explicit(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)), sent.Retry);
        Assert.Equal(TimeSpan.FromSeconds(30), sent.Timeout);
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), sent.ExpiresAt);
        Assert.Equal("🔑", sent.ConcurrencyKey);
        Assert.Equal(["demo", "x"], sent.Tags);
        Assert.Equal("2026-12-01T10:00:00.001Z", (string?)answer.Json()["run_at"]);
    }

    [Theory]
    [InlineData("""{"z":1.00,"a":1e2,"big":12345678901234567890.10,"n":null,"s":"\u00e9\/"}""")]
    [InlineData("""[ 1 ,2.0, {"unknown":true} ]""")]
    [InlineData("\"text\"")]
    [InlineData("-0")]
    [InlineData("false")]
    [InlineData("\"\\ud83d\\ude00 \\ud83d\\ude00\"")]
    [InlineData("\"\\\\ud800\"")]
    public async Task Submit_Payload_IsKeptTokenForToken(string payload)
    {
        var answer = await PostAsync("/v1/jobs", $$"""{"job_type":"echo","payload": {{payload}} }""");

        Assert.Equal(202, answer.Status);
        Assert.Contains($"\"payload\":{payload},", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_RetryAsItWasShown_IsAccepted()
    {
        foreach (var retry in new[] { """{"kind":"fixed","initial_ms":5}""", """{"kind":"none"}""", """{"kind":"explicit","delays_ms":[1]}""", "{}" })
        {
            var shown = (await PostAsync("/v1/jobs", $$"""{"job_type":"echo","retry":{{retry}}}""")).Json()["retry"]!.ToJsonString();

            var again = await PostAsync("/v1/jobs", $$"""{"job_type":"echo","retry":{{shown}}}""");

            Assert.Equal(shown, again.Json()["retry"]!.ToJsonString());
        }
    }

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("1e1", 10)]
    [InlineData("-0", 0)]
    public async Task Submit_IntegerInAnotherSpelling_IsThatInteger(string spelling, int value)
    {
        var answer = await PostAsync("/v1/jobs", $$"""{"job_type":"echo","priority":{{spelling}}}""");

        Assert.Equal(value, (int?)answer.Json()["priority"]);
    }

    [Fact]
    public async Task Submit_SameKeyAgain_Answers200WithTheSameJob()
    {
        const string Body = """{"job_type":"echo","idempotency_key":"again"}""";
        var first = await PostAsync("/v1/jobs", Body);

        var second = await PostAsync("/v1/jobs", """{"job_type":"echo"}""", "Idempotency-Key: again");

        Assert.Equal(202, first.Status);
        Assert.Equal(200, second.Status);
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal((string?)first.Json()["job_id"], (string?)second.Json()["job_id"]);
    }

    [Fact]
    public async Task Submit_SameKeyOtherRequest_Answers409WithTheJob()
    {
        var first = await PostAsync("/v1/jobs", """{"job_type":"echo"}""", "Idempotency-Key: taken");

        var second = await PostAsync("/v1/jobs", """{"job_type":"echo","priority":1,"idempotency_key":"taken"}""", "Idempotency-Key: taken");

        Assert.Equal(409, second.Status);
        Assert.Equal("urn:jobscheduler:problem:idempotency-conflict", (string?)second.Json()["type"]);
        Assert.Equal((string?)first.Json()["job_id"], (string?)second.Json()["job_id"]);
    }

    [Fact]
    public async Task Submit_KeyHeaderInUnicode_IsTheKey()
    {
        var answer = await PostAsync("/v1/jobs", """{"job_type":"echo"}""", "Idempotency-Key: Bestellung ü 17");

        Assert.Equal("Bestellung ü 17", (string?)answer.Json()["idempotency_key"]);
    }

    [Fact]
    public async Task Submit_TraceHeaders_ArePassedOnAsSent()
    {
        var answer = await PostAsync(
            "/v1/jobs", """{"job_type":"echo","tags":["traced"]}""", "traceparent: " + TraceParent, "tracestate: a=1", "tracestate: b=2");

        var sent = target.Scheduler.Submitted.Single(s => s.Tags.Contains("traced"));
        Assert.Equal(TraceParent, sent.TraceParent);
        Assert.Equal("a=1,b=2", sent.TraceState);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", (string?)answer.Json()["trace_id"]);
    }

    [Fact]
    public async Task Submit_ProblemWithTraceparent_HasItsTraceId()
    {
        var answer = await PostAsync("/v1/jobs", "{}", "traceparent: " + TraceParent);

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", (string?)answer.Json()["trace_id"]);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("garbage")]
    public async Task Submit_ProblemWithInvalidTraceparent_HasANewTraceId(string header)
    {
        var answer = await PostAsync("/v1/jobs", "{}", "traceparent: " + header);

        Assert.Matches("^(?!0{32})[0-9a-f]{32}$", (string?)answer.Json()["trace_id"]);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData("application/vnd.acme+json")]
    public async Task Submit_AnyJsonContentType_IsAccepted(string contentType)
    {
        var answer = await RawHttp.SendAsync(target.Address, "POST", "/v1/jobs", """{"job_type":"echo"}"""u8.ToArray(), contentType);

        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task Submit_BodyAndPayloadAtTheirLimits_AreAccepted()
    {
        var payload = new string('p', (256 * 1024) - 2);
        var body = $$"""{"job_type":"echo","payload":"{{payload}}"}""";

        var answer = await PostAsync("/v1/jobs", body.PadRight(1024 * 1024));

        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task Submit_DepthOf64_IsAccepted()
    {
        var nested = new string('[', 63) + new string(']', 63);

        Assert.Equal(202, (await PostAsync("/v1/jobs", $$"""{"job_type":"echo","payload":{{nested}}}""")).Status);
    }

    [Fact]
    public async Task Submit_Chunked_IsAccepted()
    {
        var answer = await RawHttp.SendAsync(
            target.Address, "POST", "/v1/jobs", """{"job_type":"echo"}"""u8.ToArray(), "application/json", chunked: true);

        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task Batch_Good_AnswersInTheOrderSent()
    {
        const string Body = """{"jobs":[{"job_type":"echo"},{"job_type":"echo","idempotency_key":"own"},{"job_type":"echo"}]}""";
        var first = await PostAsync("/v1/jobs:batch", Body, "Idempotency-Key: b1");

        var second = await PostAsync("/v1/jobs:batch", Body, "Idempotency-Key: b1");

        Assert.Equal(202, first.Status);
        Assert.Equal([true, true, true], Entries(first).Select(entry => (bool)entry["created"]!));
        Assert.Equal([false, false, false], Entries(second).Select(entry => (bool)entry["created"]!));
        Assert.Equal(Entries(first).Select(entry => (string)entry["job_id"]!), Entries(second).Select(entry => (string)entry["job_id"]!));
        Assert.Equal(
            ["b1/0", "own", "b1/2"],
            target.Scheduler.Submitted.Select(s => s.IdempotencyKey).Where(k => k is "own" or "b1/0" or "b1/1" or "b1/2").Distinct());
    }

    [Fact]
    public async Task Batch_OneBadShape_SaysHowManyWereRefused()
    {
        var answer = await PostAsync("/v1/jobs:batch", """{"jobs":[{"job_type":"echo"},{"job_type":"echo","delay_ms":"1"}]}""");

        Assert.Equal("1 of 2 jobs was refused, nothing is stored.", (string?)answer.Json()["detail"]);
        Assert.Equal("/v1/jobs:batch", (string?)answer.Json()["instance"]);
    }

    [Fact]
    public async Task Batch_OverASingleRequestsLimit_IsAccepted()
    {
        var payload = new string('p', 200 * 1024);
        var job = $$"""{"job_type":"echo","payload":"{{payload}}"}""";

        var answer = await PostAsync("/v1/jobs:batch", $$"""{"jobs":[{{string.Join(',', Enumerable.Repeat(job, 10))}}]}""");

        Assert.Equal(10, Entries(answer).Count());
    }

    private static IEnumerable<JsonNode> Entries(RawAnswer answer) => answer.Json()["jobs"]!.AsArray().Select(entry => entry!);

    private Task<RawAnswer> PostAsync(string path, string body, params string[] headers) =>
        RawHttp.SendAsync(target.Address, "POST", path, Encoding.UTF8.GetBytes(body), "application/json", headers);
}
