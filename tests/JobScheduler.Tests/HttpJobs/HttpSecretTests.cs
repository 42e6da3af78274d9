using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Handlers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace JobScheduler.Tests.HttpJobs;

/// <summary>Secrets reach the server and nothing else.</summary>
[Collection(Tracing.ActivityListeners.Name)]
public sealed class HttpSecretTests : IAsyncLifetime
{
    private const string Value = "hunter2/ü\"&=x";
    private const string Plain = "tok-0123456789";
    private HttpJobRig? _rig;

    private HttpJobRig Rig => _rig!;

    private string Address => $"http://127.0.0.1:{Rig.Port}";

    public async Task InitializeAsync() => _rig = await HttpJobRig.StartAsync(
        ("Secrets:KEY", Value), ("Secrets:TOKEN", Plain), ("Secrets:LINES", "two\r\nX-Evil: 1"), ("Secrets:NUL", "ab\0cd"), ("Secrets:NUMBER", "987654321"));

    public async Task DisposeAsync() => await Rig.DisposeAsync();

    [Fact]
    public async Task Send_Placeholders_AreFilledAsTheirPlaceWantsIt()
    {
        await Rig.SendAsync(
            Address + "/hooks/${secret:KEY}?key=${secret:KEY}&x=$${secret:KEY}",
            ""","headers":{"Authorization":"Bearer ${secret:TOKEN}"},"body":{"n":1.50,"a":["${secret:KEY}","$${secret:KEY}"]}""");
        var seen = Assert.Single(Rig.Seen);
        var encoded = Uri.EscapeDataString(Value);
        Assert.Contains("key=" + encoded + "&", seen.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("/hooks/${", seen.Url, StringComparison.Ordinal);
        Assert.Equal("Bearer " + Plain, seen.Headers["Authorization"]);
        Assert.StartsWith("""{"n":1.50,"a":[""", seen.Body, StringComparison.Ordinal);
        Assert.Equal([Value, "${secret:KEY}"], JsonDocument.Parse(seen.Body).RootElement.GetProperty("a").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public async Task Send_AttemptLog_TellsTheExchangeWithoutTheSecrets()
    {
        var log = new CapturedAttemptLog();
        Rig.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = "No " + Plain;
            return Task.CompletedTask;
        };

        Rig.AttemptLog = log;
        await Rig.SendAsync(Address + "/hooks/${secret:TOKEN}", ""","body":{}""");
        await Rig.SendAsync("http://127.0.0.1:1/", ""","headers":{"X":"${secret:TOKEN}"}""");

        Assert.Equal(
            [$"Information POST {Address}/hooks/${{secret:TOKEN}}", "Warning 503 No ${secret:TOKEN} (after 0 ms)", "Information GET http://127.0.0.1:1/"],
            log.Lines.Take(3).Select(line => $"{line.Level} {line.Message}"));
        Assert.Equal((4, LogLineLevel.Warning), (log.Lines.Count, log.Lines[3].Level));
        Assert.Contains("refused", log.Lines[3].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TextBody_IsFilledAsItIs()
    {
        await Rig.SendAsync(Address, ""","body":"key=${secret:LINES}" """);
        Assert.Equal("key=two\r\nX-Evil: 1", Assert.Single(Rig.Seen).Body);
    }

    [Theory]
    [InlineData("", ""","headers":{"X":"${secret:MISSING}"}""", "secret_unknown")]
    [InlineData("/?a=${secret:MISSING}", "", "secret_unknown")]
    [InlineData("", ""","body":"${secret:MISSING}" """, "secret_unknown")]
    [InlineData("", ""","headers":{"X":"${secret:LINES}"}""", "secret_invalid")]
    [InlineData("", ""","headers":{"X":"${secret:NUL}"}""", "secret_invalid")]
    [InlineData("", ""","headers":{"X":"${secret:KEY}"}""", "secret_invalid")]
    [InlineData("", ""","headers":{"X":"a\r\nY: b"}""", "payload_invalid")]
    [InlineData("", ""","headers":{"X: 1\r\nY":"b"}""", "payload_invalid")]
    [InlineData("", ""","headers":{"X":"a\u0000"}""", "payload_invalid")]
    [InlineData("", ""","method":"GET / HTTP/1.1\r\nX: y" """, "payload_invalid")]
    [InlineData("/\r\nX: y", "", "payload_invalid")]
    public async Task Send_MissingOrUnfitText_FailsAndSendsNothing(string path, string more, string code)
    {
        var result = await Rig.SendAsync(Address + path, more);
        Assert.Equal((HandlerResultKind.Fail, code), (result.Kind, result.Error!.Code));
        Assert.Empty(Rig.Seen);
        AssertNoSecret(result);
    }

    [Fact]
    public async Task Send_LinesInAUrlSecret_StayInTheUrl()
    {
        await Rig.SendAsync(Address + "/?q=${secret:LINES}");
        Assert.Equal("/?q=two%0D%0AX-Evil%3A%201", Assert.Single(Rig.Seen).Url);
        Assert.False(Rig.Seen.First().Headers.ContainsKey("X-Evil"));
    }

    [Theory]
    [InlineData("text/plain", 200)]
    [InlineData("application/json", 200)]
    [InlineData("application/octet-stream", 200)]
    [InlineData("text/html", 500)]
    [InlineData("text/html", 404)]
    public async Task Receive_ServerEchoesEverything_NothingOfItIsKept(string type, int status)
    {
        Rig.Answer = c => EchoAsync(c, type, status);
        var result = await Rig.SendAsync(
            Address + "/${secret:KEY}?key=${secret:KEY}",
            ""","headers":{"Authorization":"Bearer ${secret:TOKEN}"},"body":{"a":"${secret:KEY}","n":"${secret:NUMBER}"}""");
        AssertNoSecret(result);
        Assert.Contains("${secret:KEY}", SaidBy(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_CutInTheMiddleOfASecret_KeepsNoPartOfIt()
    {
        Rig.Answer = c => HttpJobRig.WriteAsync(c, "0123456789" + Plain + " and more, longer than the limit");
        foreach (var max in new[] { 11, 15, 23, 24 })
        {
            var result = await Rig.SendAsync(
                Address, $$""","headers":{"X":"${secret:TOKEN}"},"max_response_bytes":{{max.ToString(CultureInfo.InvariantCulture)}}""");
            var body = JsonDocument.Parse(result.Result!.Utf8).RootElement.GetProperty("body").GetString()!;
            Assert.Equal("0123456789${secret:TOKEN} and more"[..max], body);
        }
    }

    [Fact]
    public async Task Receive_PackedAnswer_IsRead()
    {
        Rig.Answer = async c =>
        {
            c.Response.ContentType = "text/plain";
            c.Response.Headers.ContentEncoding = "gzip";
            await using var packed = new GZipStream(c.Response.Body, CompressionLevel.Optimal);
            await packed.WriteAsync(Encoding.UTF8.GetBytes("it is " + Plain + new string('.', 1 << 20)));
        };
        var result = await Rig.SendAsync(Address, ""","headers":{"X":"${secret:TOKEN}"}""");
        AssertNoSecret(result);
        Assert.InRange(result.Result!.Length, 65536, 66500);
        Assert.Contains("it is ${secret:TOKEN}.", SaidBy(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RedirectAndFailures_SayNoSecret()
    {
        Rig.Answer = c =>
        {
            c.Response.StatusCode = 302;
            c.Response.Headers.Location = $"http://{Plain}.invalid/{Plain}";
            return Task.CompletedTask;
        };
        AssertNoSecret(await Rig.SendAsync(Address + "/?k=${secret:TOKEN}"));
        Rig.Answer = c =>
        {
            c.Response.StatusCode = 302;
            c.Response.Headers.Location = $"http://{Plain}.169.254.169.254/";
            return Task.CompletedTask;
        };
        AssertNoSecret(await Rig.SendAsync(Address + "/?k=${secret:TOKEN}"));
        Rig.Answer = c =>
        {
            c.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = "No " + Plain;
            c.Response.StatusCode = 418;
            return Task.CompletedTask;
        };
        var result = await Rig.SendAsync(Address + "/?k=${secret:TOKEN}");
        AssertNoSecret(result);
        Assert.Equal("418 No ${secret:TOKEN}", result.Error!.Message);
    }

    [Fact]
    public async Task Send_LogsAndActivities_SayNoSecret()
    {
        var mine = new AsyncLocal<bool> { Value = true };
        var tags = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                if (mine.Value && a.Kind != ActivityKind.Server)
                    tags.Add($"{a.Source.Name} {a.OperationName} {a.DisplayName} {a.StatusDescription} {string.Join(' ', a.TagObjects)} {string.Join(' ', a.Baggage)}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        Rig.Answer = c => EchoAsync(c, "text/plain", 500);
        await Rig.SendAsync(Address + "/${secret:TOKEN}?key=${secret:KEY}", ""","headers":{"Authorization":"Bearer ${secret:TOKEN}"}""");
        Assert.Contains(tags, t => t.StartsWith("JobScheduler GET", StringComparison.Ordinal) && t.Contains("[http.response.status_code, 500]", StringComparison.Ordinal));
        var said = string.Join('\n', tags.Concat(Rig.Logs.Lines.Select(l => $"{l.Category} {l.Message} {l.Exception} {string.Join(' ', l.Properties)}")));
        AssertNoSecret(said);
    }

    [Fact]
    public async Task Receive_HugeHeaders_FailsTheJob()
    {
        Rig.Answer = c =>
        {
            c.Response.Headers["X-Big"] = new string('x', 40 * 1024);
            return Task.CompletedTask;
        };
        Assert.Equal((HandlerResultKind.Fail, "http_headers_too_large"), await Rig.CodeAsync(Address));
    }

    [Fact]
    public async Task Receive_DripsWithoutEnd_StopsAtItsTimeout()
    {
        var dripped = new TaskCompletionSource();
        Rig.Answer = async c =>
        {
            for (var i = 0; !c.RequestAborted.IsCancellationRequested && i < 1_000_000; i++)
            {
                await c.Response.WriteAsync(".");
                await c.Response.Body.FlushAsync();
                dripped.TrySetResult();
                await Task.Yield();
            }
        };
        var call = Rig.CodeAsync(Address, ""","timeout_ms":5000,"max_response_bytes":67108864""");
        await dripped.Task;
        Rig.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((HandlerResultKind.Retry, "http_timeout"), await call.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private static async Task EchoAsync(HttpContext context, string type, int status)
    {
        var seen = context.Request.Path + context.Request.QueryString;
        context.Response.StatusCode = status;
        context.Response.Headers["X-Url"] = Uri.EscapeDataString(seen);
        context.Response.Headers["X-Auth"] = context.Request.Headers.Authorization.ToString();
        context.Response.Headers["X-Basic"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Plain));
        context.Response.Headers[Plain] = "name";
        var body = type == "application/json"
            ? JsonSerializer.Serialize(new Dictionary<string, object> { ["url"] = seen, [Value] = new object[] { Value, 987654321, Plain } })
            : $"{seen} {context.Request.Path} {Value} {Plain} {Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))}";
        byte[] bytes = type == "application/octet-stream" ? [0xff, 0xfe, 0, .. Encoding.UTF8.GetBytes(body)] : Encoding.UTF8.GetBytes(body);
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(bytes);
    }

    private static string SaidBy(HandlerResult result) => string.Join('\n',
        result.Result is null ? "" : Encoding.UTF8.GetString(result.Result.Utf8.Span), result.Error?.Code, result.Error?.Message, result.Error?.Detail, result.Exception);

    private static void AssertNoSecret(HandlerResult result)
    {
        var said = SaidBy(result);
        AssertNoSecret(said);
        if (result.Result is null || !JsonDocument.Parse(result.Result.Utf8).RootElement.TryGetProperty("body_base64", out var bytes))
            return;
        AssertNoSecret(Encoding.UTF8.GetString(bytes.GetBytesFromBase64()));
    }

    private static void AssertNoSecret(string said)
    {
        foreach (var value in new[] { Value, Plain, "987654321", "hunter2", "X-Evil" })
        {
            Assert.DoesNotContain(value, said, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('=')[..^1], said, StringComparison.Ordinal);
            Assert.DoesNotContain(Uri.EscapeDataString(value), said, StringComparison.OrdinalIgnoreCase);
        }
    }
}
