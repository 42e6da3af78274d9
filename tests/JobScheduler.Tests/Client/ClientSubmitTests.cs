using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientSubmitTests : IDisposable
{
    private readonly StubScheduler _stub = new();

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task SubmitAsync_EveryFieldSet_SendsTheContractsShape()
    {
        var client = _stub.Answers(202, Shapes.Job).Client();
        await client.SubmitAsync(new JobSubmission
        {
            JobType = "http",
            Payload = RawJson.Parse("""{"b":1.50,"a":[null]}"""),
            Queue = "q",
            Priority = -3,
            RunAt = new DateTimeOffset(2026, 12, 1, 11, 0, 0, TimeSpan.FromHours(1)),
            MaxAttempts = 7,
            Retry = RetryPolicy.Explicit(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
            Timeout = TimeSpan.FromSeconds(30),
            ExpiresAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
            IdempotencyKey = "ключ 1",
            ConcurrencyKey = "k",
            Tags = ["a", "b"],
        });

        var request = Assert.Single(_stub.Requests);
        Assert.Equal(("POST", "/v1/jobs"), (request.Method, request.PathAndQuery));
        Assert.Null(request.Header("Idempotency-Key"));
        Assert.Contains("""{"b":1.50,"a":[null]}""", request.Body, StringComparison.Ordinal);
        using var sent = JsonDocument.Parse(request.Body);
        using var expected = JsonDocument.Parse("""
            { "job_type": "http", "payload": {"b":1.50,"a":[null]}, "queue": "q", "priority": -3, "run_at": "2026-12-01T10:00:00.0000000Z",
              "max_attempts": 7, "retry": { "kind": "explicit", "delays_ms": [1000, 2000] }, "timeout_ms": 30000,
              "expires_at": "2027-01-01T00:00:00.0000000Z", "idempotency_key": "ключ 1", "concurrency_key": "k", "tags": ["a", "b"] }
            """);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, sent.RootElement), request.Body);
    }

    [Theory]
    [InlineData("exponential", """{"kind":"exponential","initial_ms":1000,"jitter":0.2,"factor":2,"max_ms":300000}""")]
    [InlineData("fixed", """{"kind":"fixed","initial_ms":5000,"jitter":0}""")]
    [InlineData("none", """{"kind":"none"}""")]
    public async Task SubmitAsync_RetryKind_SendsOnlyItsMembers(string kind, string expected)
    {
        var retry = kind switch
        {
            "exponential" => RetryPolicy.Default,
            "fixed" => RetryPolicy.Fixed(TimeSpan.FromSeconds(5)),
            _ => RetryPolicy.None,
        };
        await _stub.Answers(202, Shapes.Job).Client().SubmitAsync(new JobSubmission { JobType = "echo", Retry = retry });
        Assert.Contains($"\"retry\":{expected}", _stub.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitAsync_NoKey_SendsAGeneratedOne()
    {
        var result = await _stub.Answers(202, Shapes.Job).Client().SubmitAsync(new JobSubmission { JobType = "echo" });
        Assert.Equal("generated-key", _stub.Requests[0].Header("Idempotency-Key"));
        Assert.Equal("""{"job_type":"echo"}""", _stub.Requests[0].Body);
        Assert.True(result.Created);
    }

    [Theory]
    [InlineData(202, true)]
    [InlineData(200, false)]
    public async Task SubmitAsync_OwnKey_SaysWhetherTheJobIsNew(int status, bool created)
    {
        var result = await _stub.Answers(status, Shapes.Job).Client().SubmitAsync(new JobSubmission { JobType = "echo", IdempotencyKey = "order-17" });
        Assert.Equal(created, result.Created);
        Assert.Equal(Shapes.JobId, result.Job.JobId);
    }

    [Fact]
    public async Task SubmitAsync_PrefixInTheAddress_IsKept()
    {
        var client = _stub.Answers(202, Shapes.Job).Answers(202, Shapes.Job).Client(o => o.BaseAddress = new Uri("https://app.test/a/jobs"));
        await client.SubmitAsync(new JobSubmission { JobType = "echo" });
        Assert.Equal("/a/jobs/v1/jobs", _stub.Requests[0].PathAndQuery);
    }

    [Fact]
    public async Task SubmitAsync_CurrentActivity_SendsItsTrace()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";
        await _stub.Answers(202, Shapes.Job).Client().SubmitAsync(new JobSubmission { JobType = "echo" });
        Assert.StartsWith($"00-{activity.TraceId}-", _stub.Requests[0].Header("traceparent"), StringComparison.Ordinal);
        Assert.Equal("vendor=1", _stub.Requests[0].Header("tracestate"));
    }

    [Fact]
    public async Task SubmitAsync_TraceParentOfItsOwn_WinsOverTheActivity()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        const string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await _stub.Answers(202, Shapes.Job).Client().SubmitAsync(new JobSubmission { JobType = "echo", TraceParent = parent });
        Assert.Equal(parent, _stub.Requests[0].Header("traceparent"));
        Assert.Null(_stub.Requests[0].Header("tracestate"));
    }

    [Fact]
    public async Task SubmitAsync_TypedPayload_FindsTheJobType()
    {
        var client = _stub.Answers(202, Shapes.Job).Client(build: b => b.AddJobType<SendMail>("mail.send"));
        await client.SubmitAsync(new SendMail("ana@example.org", 2), s => s with { Delay = TimeSpan.FromMinutes(1.5), Queue = "mail" });
        Assert.Equal(
            """{"job_type":"mail.send","payload":{"to_address":"ana@example.org","copies":2},"queue":"mail","delay_ms":90000}""",
            _stub.Requests[0].Body);
    }

    [Fact]
    public async Task SubmitAsync_PayloadTypeUnknown_ThrowsNamingIt()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => _stub.Client().SubmitAsync(new SendMail("a", 1)));
        Assert.Contains(typeof(SendMail).FullName!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitAsync_PayloadTypeRegisteredTwice_ThrowsNamingBoth()
    {
        var client = _stub.Client(build: b => b.AddJobType<SendMail>("mail.send").AddJobType<SendMail>("mail.queue"));
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => client.SubmitAsync(new SendMail("a", 1)));
        Assert.Contains("mail.send, mail.queue", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitBatchAsync_NoKeys_SendsOneGeneratedKey()
    {
        var client = _stub.Answers(202, """{ "jobs": [ { "job_id": "a", "created": true }, { "job_id": "b", "created": false } ] }""").Client();
        var entries = await client.SubmitBatchAsync([new JobSubmission { JobType = "echo" }, new JobSubmission { JobType = "echo", IdempotencyKey = "own" }]);
        Assert.Equal("/v1/jobs:batch", _stub.Requests[0].PathAndQuery);
        Assert.Equal("generated-key", _stub.Requests[0].Header("Idempotency-Key"));
        Assert.Equal("""{"jobs":[{"job_type":"echo"},{"job_type":"echo","idempotency_key":"own"}]}""", _stub.Requests[0].Body);
        Assert.Equal([new BatchEntry("a", true), new BatchEntry("b", false)], entries);
    }

    [Fact]
    public async Task SubmitBatchAsync_KeyThatNoHeaderCarries_WritesItIntoTheEntries()
    {
        var client = _stub.Answers(202, """{ "jobs": [ { "job_id": "a", "created": false } ] }""").Client();
        var entries = await client.SubmitBatchAsync([new JobSubmission { JobType = "echo" }], "день 1");
        Assert.Null(_stub.Requests[0].Header("Idempotency-Key"));
        Assert.Equal("""{"jobs":[{"job_type":"echo","idempotency_key":"день 1/0"}]}""", _stub.Requests[0].Body);
        Assert.False(entries[0].Created);
    }

    internal sealed record SendMail(string ToAddress, int Copies);
}
