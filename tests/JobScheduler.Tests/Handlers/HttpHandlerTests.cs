using System.Globalization;
using System.Text;
using System.Text.Json;
using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Handlers;

public sealed class HttpHandlerTests : IAsyncLifetime
{
    private readonly VirtualTimeProvider _time = new();
    private HandlerRig? _rig;
    private WebApplication? _server;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;
    private Dictionary<string, string> _headers = [];
    private string _method = "";
    private string _body = "";

    private string Address => _server!.Urls.First();

    public async Task InitializeAsync()
    {
        _rig = CreateRig(_time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _body = await reader.ReadToEndAsync();
            _method = context.Request.Method;
            _headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            await _answer(context);
        });
        await _server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _rig!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Get_JsonAnswer_IsTheResult()
    {
        _answer = c => WriteAsync(c, 200, """{"n": 1.50}""", "application/json");
        var result = await SendAsync("");
        Assert.Equal(HandlerResultKind.Completed, result.Kind);
        var json = JsonDocument.Parse(result.Result!.Utf8).RootElement;
        Assert.Equal(200, json.GetProperty("status").GetInt32());
        Assert.Equal("application/json", json.GetProperty("headers").GetProperty("content-type").GetString());
        Assert.Equal("""{"n": 1.50}""", json.GetProperty("body").GetRawText());
        Assert.Equal("GET", _method);
    }

    [Fact]
    public async Task Send_Always_TellsJobAttemptTokenAndTrace()
    {
        await SendAsync("");
        Assert.Equal("07c1-01kb3z5m8q4t7x", _headers["Job-Id"]);
        Assert.Equal("2", _headers["Job-Attempt"]);
        Assert.Equal("1041", _headers["Job-Fencing-Token"]);
        Assert.Equal("07c1-01kb3z5m8q4t7x", _headers["Idempotency-Key"]);
        Assert.StartsWith($"00-{HandlerRig.TraceId}-", _headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("k=v", _headers["tracestate"]);
    }

    [Fact]
    public async Task Send_HeadersOfThePayload_AreSentAndMayReplaceTheIdempotencyKey()
    {
        await SendAsync(""","headers":{"X-A":"1","idempotency-key":"mine","Content-Type":"application/xml"},"body":"<a/>" """);
        Assert.Equal(("1", "mine", "application/xml"), (_headers["X-A"], _headers["Idempotency-Key"], _headers["Content-Type"]));
        Assert.Equal(("POST", "<a/>"), (_method, _body));
    }

    [Fact]
    public async Task Send_JsonBody_IsSentAsItIsWritten()
    {
        await SendAsync(""","method":"put","body":{"n": 1.50} """);
        Assert.Equal(("PUT", """{"n": 1.50}""", "application/json"), (_method, _body, _headers["Content-Type"]));
    }

    [Theory]
    [InlineData(408, HandlerResultKind.Retry)]
    [InlineData(429, HandlerResultKind.Retry)]
    [InlineData(500, HandlerResultKind.Retry)]
    [InlineData(503, HandlerResultKind.Retry)]
    [InlineData(304, HandlerResultKind.Fail)]
    [InlineData(400, HandlerResultKind.Fail)]
    [InlineData(404, HandlerResultKind.Fail)]
    public async Task Send_UnexpectedStatus_RetriesOnlyWhatMayRecover(int status, HandlerResultKind kind)
    {
        _answer = c => WriteAsync(c, status, "", null);
        var result = await SendAsync("");
        Assert.Equal((kind, $"http_status_{status}"), (result.Kind, result.Error!.Code));
        Assert.StartsWith($"{status} ", result.Error.Message, StringComparison.Ordinal);
        Assert.Null(result.After);
    }

    [Fact]
    public async Task Send_ExpectedStatus_Completes()
    {
        _answer = c => WriteAsync(c, 404, "gone", "text/plain");
        Assert.Equal(HandlerResultKind.Completed, (await SendAsync(""","expected_status":[404] """)).Kind);
        _answer = c => WriteAsync(c, 200, "", null);
        Assert.Equal("http_status_200", (await SendAsync(""","expected_status":[404] """)).Error!.Code);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("999999", 86400)]
    [InlineData("Tue, 01 Jan 2030 00:01:00 GMT", 60)]
    [InlineData("Mon, 31 Dec 2029 00:00:00 GMT", 0)]
    public async Task Send_RetryAfter_ReplacesTheDelayUpToADay(string header, int seconds)
    {
        _answer = c =>
        {
            c.Response.Headers.RetryAfter = header;
            return WriteAsync(c, 503, "later", "text/plain");
        };
        var result = await SendAsync("");
        Assert.Equal((TimeSpan.FromSeconds(seconds), "later"), (result.After, result.Error!.Detail));
    }

    [Fact]
    public async Task Send_NobodyListens_IsRetriedAsConnect()
    {
        await _server!.StopAsync();
        Assert.Equal((HandlerResultKind.Retry, "http_connect"), Short(await SendAsync("")));
    }

    [Fact]
    public async Task Send_ConnectionBreaksInTheBody_IsRetriedAsConnect()
    {
        _answer = async c =>
        {
            c.Response.ContentLength = 100;
            await c.Response.WriteAsync("half");
            await c.Response.Body.FlushAsync();
            c.Abort();
        };
        Assert.Equal((HandlerResultKind.Retry, "http_connect"), Short(await SendAsync("")));
    }

    [Fact]
    public async Task Send_NoAnswerInTime_IsRetriedAsTimeout()
    {
        var reached = new TaskCompletionSource();
        _answer = async c =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var call = SendAsync(""","timeout_ms":1500 """);
        await reached.Task;
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal((HandlerResultKind.Retry, "http_timeout"), Short(await call));
    }

    [Fact]
    public async Task Send_Cancelled_IsStopped()
    {
        using var source = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        _answer = async c =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var call = SendAsync("", source.Token);
        await reached.Task;
        await source.CancelAsync();
        Assert.Equal(HandlerResultKind.Stopped, (await call).Kind);
    }

    [Fact]
    public async Task Receive_BodyOverTheLimit_IsCutAndSaysSo()
    {
        _answer = c => WriteAsync(c, 200, "ääää", "text/plain");
        var json = JsonDocument.Parse((await SendAsync(""","max_response_bytes":5 """)).Result!.Utf8).RootElement;
        Assert.Equal("ää", json.GetProperty("body").GetString());
        Assert.True(json.GetProperty("body_truncated").GetBoolean());
        var whole = JsonDocument.Parse((await SendAsync(""","max_response_bytes":8 """)).Result!.Utf8).RootElement;
        Assert.Equal("ääää", whole.GetProperty("body").GetString());
        Assert.False(whole.TryGetProperty("body_truncated", out _));
    }

    [Fact]
    public async Task Receive_Bytes_AreBase64()
    {
        _answer = c =>
        {
            c.Response.ContentType = "application/octet-stream";
            return c.Response.Body.WriteAsync(new byte[] { 0xff, 0, 1 }).AsTask();
        };
        var json = JsonDocument.Parse((await SendAsync("")).Result!.Utf8).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("body").ValueKind);
        Assert.Equal("/wAB", json.GetProperty("body_base64").GetString());
    }

    [Theory]
    [InlineData("""{"a":1}""", null, JsonValueKind.Object)]
    [InlineData("""{"a":""", "application/json", JsonValueKind.String)]
    [InlineData("""{"a":1}""", "application/problem+json; charset=utf-8", JsonValueKind.Object)]
    [InlineData("""{"a":1}""", "text/plain", JsonValueKind.String)]
    [InlineData("", "application/json", JsonValueKind.String)]
    public async Task Receive_Body_IsJsonOnlyIfItIsSome(string body, string? type, JsonValueKind kind)
    {
        _answer = c => WriteAsync(c, 200, body, type);
        Assert.Equal(kind, JsonDocument.Parse((await SendAsync("")).Result!.Utf8).RootElement.GetProperty("body").ValueKind);
    }

    [Fact]
    public async Task Send_EndlessRedirects_StopAfterFive()
    {
        var hops = 0;
        _answer = c =>
        {
            hops++;
            c.Response.Redirect("/again" + hops.ToString(CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        };
        Assert.Equal((HandlerResultKind.Fail, "http_too_many_redirects"), Short(await SendAsync("")));
        Assert.Equal(6, hops);
    }

    private static HandlerRig CreateRig(TimeProvider time) =>
        new(b => b.Services.AddKeyedSingleton(JobSchedulerServiceCollectionExtensions.TimeProviderKey, time));

    private static async Task WriteAsync(HttpContext context, int status, string body, string? type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (body.Length > 0)
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    private static (HandlerResultKind, string) Short(HandlerResult result) => (result.Kind, result.Error!.Code);

    private Task<HandlerResult> SendAsync(string more, CancellationToken cancellationToken = default) =>
        _rig!.InvokeAsync("http", $$"""{"url":"{{Address}}/hook"{{more}}}""", cancellationToken);
}
