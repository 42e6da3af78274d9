using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Tests.Tracing;

/// <summary>A small collector that takes OTLP by http/protobuf, and beside it a target for <c>http</c> jobs, which answers 503 at first.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly WebApplication _server;
    private readonly Lock _gate = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly TaskCompletionSource _metrics = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    private OtlpReceiver(WebApplication server) => _server = server;

    public string Address => _server.Urls.Single();

    /// <summary>Answers nothing to whoever exports, until the request is given up.</summary>
    public bool Hangs { get; init; }

    /// <summary>The trace headers that the target saw, call by call.</summary>
    public ConcurrentQueue<(string TraceParent, string TraceState)> Seen { get; } = new();

    public static async Task<OtlpReceiver> StartAsync(bool hangs = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var receiver = new OtlpReceiver(server) { Hangs = hangs };
        server.MapPost("/v1/traces", receiver.TakeTracesAsync);
        server.MapPost("/v1/metrics", receiver.TakeMetricsAsync);
        server.Map("/target", receiver.TargetAsync);
        await server.StartAsync();
        return receiver;
    }

    /// <summary>Waits until the spans that have arrived are as wanted.</summary>
    public async Task<IReadOnlyList<OtlpSpan>> UntilAsync(Func<IReadOnlyList<OtlpSpan>, bool> wanted, string phase)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (wanted(_spans))
                    return [.. _spans];
                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"{phase}: not within {Patience}. Arrived: {string.Join(", ", _spans.Select(span => span.Name))}");
            }
        }
    }

    public Task WhenMetricsAsync() => _metrics.Task.WaitAsync(Patience);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeTracesAsync(HttpContext http)
    {
        var body = await BodyAsync(http);
        lock (_gate)
        {
            _spans.AddRange(OtlpSpan.Read(body));
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        http.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeMetricsAsync(HttpContext http)
    {
        await BodyAsync(http);
        _metrics.TrySetResult();
        http.Response.ContentType = "application/x-protobuf";
    }

    private async Task<byte[]> BodyAsync(HttpContext http)
    {
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private Task TargetAsync(HttpContext http)
    {
        Seen.Enqueue((http.Request.Headers.TraceParent.ToString(), http.Request.Headers.TraceState.ToString()));
        http.Response.StatusCode = Interlocked.Increment(ref _calls) == 1 ? 503 : 200;
        return Task.CompletedTask;
    }
}
