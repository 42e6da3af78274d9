using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>What callers are told when the scheduler refuses, fails or is not ready, and when they go away.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeHttpTarget _target = new();

    public Task InitializeAsync() => _target.InitializeAsync();

    public Task DisposeAsync() => _target.DisposeAsync();

    public static TheoryData<string> Refusals => [.. Expected.Keys];

    private static Dictionary<string, (Exception Exception, int Status, string? RetryAfter)> Expected { get; } = new()
    {
        ["overloaded"] = (new SchedulerOverloadedException("full", TimeSpan.FromMilliseconds(1200)), 429, "2"),
        ["unavailable"] = (new SchedulerUnavailableException("starting", TimeSpan.Zero), 503, "1"),
        ["storage-full"] = (new SchedulerUnavailableException("disk", TimeSpan.FromSeconds(30), storageFull: true), 503, "30"),
        ["outcome-unknown"] = (new OutcomeUnknownException("perhaps", TimeSpan.FromSeconds(1)), 503, "1"),
        ["too-large"] = (new JobTooLargeException("payload"), 413, null),
        ["not-found"] = (new JobNotFoundException("x"), 404, null),
        ["validation-failed"] = (new JobValidationException(Errors("jobs[3].payload.city")), 422, null),
        ["malformed-request"] = (new MalformedRequestException(Errors("cursor")), 400, null),
        ["internal-error"] = (new InvalidOperationException("bug"), 500, null),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Submit_Refused_IsItsProblem(string problem)
    {
        var (exception, status, retryAfter) = Expected[problem];
        _target.Scheduler.Refuse = exception;

        var answer = await PostAsync("""{"job_type":"echo"}""");

        Assert.Equal(status, answer.Status);
        Assert.Equal("urn:jobscheduler:problem:" + problem, (string?)answer.Json()["type"]);
        Assert.Equal(retryAfter, answer.Header("Retry-After"));
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(status == 500 ? 1 : 0, _target.Logs.AtLeast(LogLevel.Error).Count);
    }

    [Fact]
    public async Task Submit_UnexpectedException_IsLoggedOnceWithItsTraceAndNotShown()
    {
        _target.Scheduler.Refuse = new InvalidOperationException("secret");

        var answer = await PostAsync("""{"job_type":"echo"}""");

        var log = Assert.Single(_target.Logs.AtLeast(LogLevel.Error));
        Assert.Contains((string)answer.Json()["trace_id"]!, log, StringComparison.Ordinal);
        Assert.Contains("secret", log, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ClientLeavesBeforeTheAnswer_IsNoError()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        _target.Scheduler.BeforeSubmit = async token =>
        {
            entered.SetResult();
            using var registration = token.Register(() => cancelled.SetResult());
            await cancelled.Task;
            token.ThrowIfCancellationRequested();
        };
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_target.Address.Host, _target.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{\"job_type\":\"echo\"}"));
            await entered.Task.WaitAsync(Patience);
            client.Client.LingerState = new(true, 0);
        }

        await cancelled.Task.WaitAsync(Patience);
        await ServesAsync();
    }

    [Fact]
    public async Task Submit_ClientLeavesWithinTheBody_IsNoError()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_target.Address.Host, _target.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1900\r\n\r\n{\"job_type\":"));
            client.Client.LingerState = new(true, 0);
        }

        await ServesAsync();
    }

    [Fact]
    public async Task Submit_BodyOver32MiB_IsAnsweredWithoutReadingItAll()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_target.Address.Host, _target.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000000000\r\n\r\n"));
        var part = new byte[1024 * 1024];
        for (var i = 0; i < 32; i++)
            await stream.WriteAsync(part);

        var answer = new byte[4096];
        var length = await stream.ReadAsync(answer).AsTask().WaitAsync(Patience);

        Assert.StartsWith("HTTP/1.1 413 ", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("starting")]
    [InlineData("draining")]
    [InlineData("unavailable")]
    public async Task Ready_NotReady_IsUnavailableWithTheDetails(string status)
    {
        _target.Health.Readiness = new(status, "n1", "disk full", 3, 16);

        var answer = await RawHttp.SendAsync(_target.Address, "GET", "/readyz");

        Assert.Equal(503, answer.Status);
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.Equal("urn:jobscheduler:problem:unavailable", (string?)answer.Json()["type"]);
        Assert.Equal(503, (int?)answer.Json()["status"]);
        Assert.Equal(status, (string?)answer.Json()["readiness"]);
        Assert.Equal("disk full", (string?)answer.Json()["store"]);
        Assert.Equal(3, (int?)answer.Json()["partitions_owned"]);
        Assert.Equal(200, (await RawHttp.SendAsync(_target.Address, "GET", "/healthz")).Status);
    }

    [Fact]
    public async Task Ready_Ready_IsTheContractsShape()
    {
        var answer = await RawHttp.SendAsync(_target.Address, "GET", "/readyz");

        Assert.Equal("""{"status":"ready","node":"n1","store":"ok","partitions_owned":16,"partitions":16}""", answer.Body);
    }

    private static Dictionary<string, string[]> Errors(string path) => new() { [path] = ["is not acceptable"] };

    private async Task ServesAsync()
    {
        _target.Scheduler.BeforeSubmit = _ => Task.CompletedTask;
        Assert.Equal(202, (await PostAsync("""{"job_type":"echo"}""")).Status);
        Assert.Empty(_target.Logs.AtLeast(LogLevel.Error));
    }

    private Task<RawAnswer> PostAsync(string body) =>
        RawHttp.SendAsync(_target.Address, "POST", "/v1/jobs", Encoding.UTF8.GetBytes(body), "application/json");
}
